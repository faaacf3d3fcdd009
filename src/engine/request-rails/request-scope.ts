import { Connections } from "../../http/connections.ts";
import type { LanguageModel, ModelParams } from "../../llm/language-model.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { type OfferedTool, offeredTools } from "../../rails/offered-tools.ts";
import { isMonitored, type Rail, type RailContext } from "../../rails/rail.ts";
import type { CheckScope, RunOptions } from "../../rails/rail-run.ts";
import { messageText } from "../../rails/request/message-text.ts";
import type { Variables } from "../../rails/request/retrieval.ts";
import type { ChatMessage, RailType } from "../../types.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import type { CheckedRequest } from "../checked-request.ts";
import { type MainPrompt, mainPrompt } from "../run/main-prompt.ts";
import type { Monitors } from "../run/monitors.ts";
import { Canary } from "./canary.ts";
import { GROUP_OF, type RailCategory, switchedOn } from "./rail-switches.ts";
import { recordedAction } from "./recorded-action.ts";
import { recordedFetch } from "./recorded-fetch.ts";
import { RequestVault } from "./request-vault.ts";
import { resample } from "./resample.ts";

/** What all rails of one request share: what they are told, what they have set, and where their runs are filed. */
export class RequestScope {
  readonly parts: EngineParts;
  readonly log: GenerationLog;
  /** Shared by all that is called for this request: models, judges and services. */
  readonly fetch: typeof fetch;
  readonly vault: RequestVault;
  /** What the caller passed as context, as the rails before the answer left it. */
  variables: Variables;
  readonly #request: CheckedRequest;
  readonly #monitors: Monitors;
  /** That of monitored rails, which take no more connections than there are of them at once. */
  readonly #monitoredFetch: typeof fetch;
  /** What output rails have set. */
  readonly #told: Record<string, unknown> = {};
  /** What the main model may call. */
  #tools: readonly OfferedTool[];
  readonly #canary = new Canary();

  constructor(parts: EngineParts, request: CheckedRequest, log: GenerationLog, monitors: Monitors) {
    this.parts = parts;
    this.log = log;
    this.fetch = new Connections().limit(parts.fetch);
    this.#monitoredFetch = new Connections(parts.monitoredAtOnce).limit(this.fetch);
    this.vault = new RequestVault(parts, request);
    this.variables = request.variables;
    this.#request = request;
    this.#monitors = monitors;
    this.#tools = this.#toolsOf(this.params);
  }

  get params(): ModelParams {
    return this.#request.options.llm_params ?? {};
  }

  /** The variables as all rails left them. */
  get allVariables(): Variables {
    return { ...this.variables, ...this.#told };
  }

  /** Those rails of a category that run. */
  rails(category: RailCategory): readonly Rail[] {
    return switchedOn(this.parts.rails[GROUP_OF[category]], category, this.#request.options);
  }

  /** Rails have rewritten what the main model may call. */
  offer(params: ModelParams): void {
    this.#tools = this.#toolsOf(params);
  }

  /** How rails run that are told these messages. */
  run(railType: RailType & RailCategory, messages: readonly ChatMessage[]): RunOptions {
    const { config, clock } = this.parts;
    const user = messages.findLast(({ role }) => role === "user");
    const userMessage = user === undefined ? "" : messageText(user);
    const asked = this.#canary.asked ?? { prompt: messages, conversation: messages };
    return {
      railType,
      parallel: config.rails[GROUP_OF[railType]].parallel,
      clock,
      onRun: (run) => this.log.railRun(run),
      onSet: (variables) => void Object.assign(this.#told, variables),
      onMonitored: (rail, monitored) => this.#monitors.add({ rail, railType, run: monitored }),
      meterOf: this.log.holds?.of(railType),
      vault: this.vault.vault,
      asked,
      context: (scope) => ({
        ...this.#context(scope, messages, userMessage),
        asked,
        pseudonym: this.vault.namer(railType),
      }),
    };
  }

  /** What the main model is asked about a conversation. */
  mainPrompt(model: LanguageModel, messages: readonly ChatMessage[]): MainPrompt {
    const { config, prompting } = this.parts;
    const prompt = mainPrompt({ config, model, messages, variables: this.variables, prompting });
    return { ...prompt, messages: this.#canary.plant(prompt.messages, messages, this.rails("output")) };
  }

  /** A request that brings tools takes the place of what the config declares for every one. */
  #toolsOf(params: ModelParams): readonly OfferedTool[] {
    const main = this.parts.config.models.find(({ type }) => type === "main");
    return offeredTools({ ...main?.parameters, ...params });
  }

  #context(
    { rail, signal, calls, services, answers, actions, variables: set }: CheckScope,
    messages: readonly ChatMessage[],
    userMessage: string,
  ): RailContext {
    const { clock, originOf } = this.parts;
    const { config, judges } = originOf(rail);
    const fetch = isMonitored(rail) ? this.#monitoredFetch : this.fetch;
    const variables = set === undefined ? this.variables : { ...this.variables, ...set };
    const onCall = (call: JudgeCall): void => {
      calls.push(call);
      this.log.judgeCall(call);
    };
    return {
      config,
      userMessage,
      messages,
      tools: this.#tools,
      variables,
      signal,
      clock,
      fetch: recordedFetch(fetch, { services, answers, signal }, clock),
      recorded: recordedAction({ calls, services, actions }, clock),
      // What a rail passes is what is checked: nothing a caller put into the context comes before it.
      judge: (task, own) => {
        const told = { ...variables, ...own };
        return judges.ask(task, { variables: told, history: messages, signal, fetch, onCall });
      },
      resample: (task, count) => {
        const model = this.parts.mainModel();
        const prompt = this.mainPrompt(model, messages);
        return resample(count, { task, model, prompt, signal, fetch, now: () => clock.now(), onCall });
      },
    };
  }
}
