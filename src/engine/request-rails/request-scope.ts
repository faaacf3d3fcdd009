import { Connections } from "../../http/connections.ts";
import type { LanguageModel, ModelParams } from "../../llm/language-model.ts";
import { memoize } from "../../memoize.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { type OfferedTool, offeredTools } from "../../rails/offered-tools.ts";
import type { CheckScope, RunOptions } from "../../rails/rail-run.ts";
import { type SentPrompt, isMonitored, type Rail, type RailContext } from "../../rails/rail.ts";
import { messageText } from "../../rails/request/message-text.ts";
import type { Variables } from "../../rails/request/retrieval.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { RailType } from "../../types/verdict.ts";
import type { CheckedRequest } from "../checked-request.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import { type MainPrompt, mainPrompt } from "../run/main-prompt.ts";
import type { Monitors } from "../run/monitors.ts";
import { Canary } from "./canary.ts";
import { GROUP_OF, type RailCategory, switchedOn } from "./rail-switches.ts";
import { recordedAction } from "./recorded-action.ts";
import { recordedFetch } from "./recorded-fetch.ts";
import { RequestVault } from "./request-vault.ts";
import { resample } from "./resample.ts";

/** The prompt behind an answer of a model that is called elsewhere. */
const sentElsewhere = memoize((messages: readonly ChatMessage[]): SentPrompt => ({ messages, conversation: messages }));

/**
 * The state that all rails of one request share: their context, the variables they set, and where their runs are
 * logged.
 */
export class RequestScope {
  readonly parts: EngineParts;
  readonly log: GenerationLog;
  /** Used for every call of this request, to models, judges and services, so that they share its connections. */
  readonly fetch: typeof fetch;
  readonly vault: RequestVault;
  /** The caller's context variables, as the rails before the answer left them. */
  variables: Variables;
  readonly #request: CheckedRequest;
  readonly #monitors: Monitors;
  /** For monitored rails, which get a smaller share of the connections. */
  readonly #monitoredFetch: typeof fetch;
  /** Variables that output rails have set. */
  readonly #outputVariables: Record<string, unknown> = {};
  /** The tools that the main model may call. */
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
    return { ...this.variables, ...this.#outputVariables };
  }

  /** The rails of a category that are switched on for this request. */
  rails(category: RailCategory): readonly Rail[] {
    return switchedOn(this.parts.rails[GROUP_OF[category]], category, this.#request.options);
  }

  /** Updates the offered tools after rails have rewritten them. */
  offer(params: ModelParams): void {
    this.#tools = this.#toolsOf(params);
  }

  /**
   * The prompt behind an answer to these messages. One object for one list, by which rails remember what they know of
   * it.
   */
  prompt(messages: readonly ChatMessage[]): SentPrompt {
    return this.#canary.prompt ?? sentElsewhere(messages);
  }

  /** The options to run rails with, whose context is these messages. */
  run(railType: RailType & RailCategory, messages: readonly ChatMessage[]): RunOptions {
    const { config, clock } = this.parts;
    const user = messages.findLast(({ role }) => role === "user");
    const userMessage = user === undefined ? "" : messageText(user);
    const prompt = this.prompt(messages);
    return {
      railType,
      parallel: config.rails[GROUP_OF[railType]].parallel,
      clock,
      onRun: (run) => this.log.railRun(run),
      onSet: (variables) => void Object.assign(this.#outputVariables, variables),
      onMonitored: (rail, monitored) => this.#monitors.add({ rail, railType, run: monitored }),
      meterOf: this.log.holds?.of(railType),
      vault: this.vault.vault,
      prompt,
      context: (scope) => ({
        ...this.#context(scope, messages, userMessage),
        prompt,
        pseudonym: this.vault.pseudonymizer(railType, scope.origin),
      }),
    };
  }

  /** The main model's prompt for a conversation. */
  mainPrompt(model: LanguageModel, messages: readonly ChatMessage[]): MainPrompt {
    const { config, prompting } = this.parts;
    const prompt = mainPrompt({ config, model, messages, variables: this.variables, prompting });
    return { ...prompt, messages: this.#canary.plant(prompt.messages, messages, this.rails("output")) };
  }

  /** The request's tools, or else those of the config. */
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
      // The rail's own variables win: a caller's context must not replace the text under check.
      judge: (task, own) => {
        return judges.evaluate(task, { variables: { ...variables, ...own }, history: messages, signal, fetch, onCall });
      },
      resample: (task, count) => {
        const model = this.parts.mainModel();
        const prompt = this.mainPrompt(model, messages);
        return resample(count, { task, model, prompt, signal, fetch, now: () => clock.now(), onCall });
      },
    };
  }
}
