import { Connections } from "../../http/connections.ts";
import { type InputPass, type InputResult, runInputRails } from "../../rails/request/input-rails.ts";
import type { LanguageModel, ModelParams } from "../../llm/language-model.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { objectionsOf } from "../../rails/objects-to.ts";
import { settledLength } from "../../rails/settled-length.ts";
import type { GatedRequest } from "../../rails/request/input-gates.ts";
import { type OfferedTool, offeredTools } from "../../rails/offered-tools.ts";
import { type OutputStage, outputStages } from "../../rails/output-stages.ts";
import { isCheckRail, type Rail, type RailContext } from "../../rails/rail.ts";
import { messageText } from "../../rails/request/message-text.ts";
import { mediaVerdict, unreadMedia } from "../../rails/request/unread-media.ts";
import { CHUNKS, runRetrievalRails, type Variables } from "../../rails/request/retrieval.ts";
import type { CheckScope, RunOptions } from "../../rails/rail-run.ts";
import { holdsStream } from "../../library/conflicts.ts";
import type { ChatMessage, RailType } from "../../types.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import { type MainPrompt, mainPrompt } from "../run/main-prompt.ts";
import { Canary } from "./canary.ts";
import { resample } from "./resample.ts";
import type { Monitors } from "../run/monitors.ts";
import { maySpeculate } from "./may-speculate.ts";
import { recordedAction } from "./recorded-action.ts";
import { recordedFetch } from "./recorded-fetch.ts";
import { RequestVault } from "./request-vault.ts";
import type { CheckedRequest } from "../options.ts";
import { checkRailNames, GROUP_OF, switchedOn, type RailCategory } from "./rail-switches.ts";

/** How output rails read an answer: `streamed` as configured, `held` before anything leaves. */
export type OutputMode = "streamed" | "held";

/** Of some rails those that judge, or those that read along. */
const only = (judges: boolean, rails: readonly Rail[]): readonly Rail[] =>
  rails.filter((rail) => isCheckRail(rail) === judges);

/** The rails of one request: which of them run, and what they are told. */
export class RequestRails {
  /** Shared by all that is called for this request: models, judges and services. */
  readonly fetch: typeof fetch;
  readonly #parts: EngineParts;
  readonly #request: CheckedRequest;
  readonly #log: GenerationLog;
  readonly #monitors: Monitors;
  /** What the caller passed as context, as the rails before the answer left it. */
  #variables: Variables;
  /** The chunks as rails that read along have left them. */
  #gatedChunks: unknown;
  /** What output rails have set. */
  #told: Variables = {};
  readonly #vault: RequestVault;
  /** What the main model may call. */
  #tools: readonly OfferedTool[];
  readonly #canary = new Canary();

  /** Throws a RequestError when the options name a rail that does not exist. */
  constructor(parts: EngineParts, request: CheckedRequest, log: GenerationLog, monitors: Monitors) {
    this.#parts = parts;
    this.#request = request;
    this.#log = log;
    this.#monitors = monitors;
    this.#variables = request.variables;
    this.#vault = new RequestVault(parts, request);
    this.#tools = this.#toolsOf(this.#params);
    this.fetch = new Connections().limit(parts.fetch);
    checkRailNames(request.options, (category) => parts.rails[GROUP_OF[category]].map(({ name }) => name));
  }

  /** The context as all rails left it. */
  get variables(): Variables {
    return { ...this.#variables, ...this.#told };
  }

  /** Runs input, retrieval and tool input rails over everything of the request that reaches a model. */
  async checkInput(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    await this.#vault.open(messages);
    const result = await this.#checkAll(messages, this.#rails("input"), signal);
    await this.#vault.save();
    return result;
  }

  /** The stages that put back into an answer what input rails took out; none where nothing was. */
  restoreStages(messages: readonly ChatMessage[], params: ModelParams): readonly OutputStage[] {
    return this.#vault.restoreStages(params, this.#rails("output"), this.#run("output", messages));
  }

  async #checkAll(messages: readonly ChatMessage[], rails: readonly Rail[], signal: AbortSignal): Promise<InputResult> {
    const kinds = unreadMedia(messages);
    this.#log.unread(kinds);
    const blocked = mediaVerdict(kinds, this.#parts.config.rails.input.media);
    if (blocked !== undefined) return { messages, params: this.#params, verdicts: [blocked], blocked };
    let read: InputResult = { messages, params: this.#params, verdicts: [], blocked };
    // What a request brings along is masked before a judge of its question is shown it.
    for (const judges of [false, true]) {
      const input = await this.#checkRequest(read, only(judges, rails), signal);
      const next = input.blocked === undefined ? await this.#checkBrought(input, judges, signal) : input;
      read = { ...next, verdicts: [...read.verdicts, ...next.verdicts] };
      if (read.blocked !== undefined) break;
      this.#gatedChunks = this.#variables[CHUNKS];
    }
    return read;
  }

  get maySpeculate(): boolean {
    return maySpeculate(this.#rails("input"), this.#parts.config.rails.input);
  }

  /** The first half of `checkInput`: everything but the rails that are asked about what the user says. */
  readInput(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    return this.#checkAll(messages, only(false, this.#rails("input")), signal);
  }

  /** The second half: the rails that were left out. They block, or change nothing. */
  async judgeInput(read: InputResult, signal: AbortSignal): Promise<InputResult> {
    const judged = await this.#checkRequest(read, only(true, this.#rails("input")), signal);
    return { ...judged, verdicts: [...read.verdicts, ...judged.verdicts] };
  }

  get #params(): ModelParams {
    return this.#request.options.llm_params ?? {};
  }

  /** A request that brings tools takes the place of what the config declares for every one. */
  #toolsOf(params: ModelParams): readonly OfferedTool[] {
    const main = this.#parts.config.models.find(({ type }) => type === "main");
    return offeredTools({ ...main?.parameters, ...params });
  }

  async #checkRequest(request: GatedRequest, rails: readonly Rail[], signal: AbortSignal): Promise<InputResult> {
    const { scope = this.#parts.inputScope } = this.#parts.config.rails.input;
    const result = await runInputRails(request, { ...this.#pass("input", "user"), rails, scope }, signal);
    this.#variables = { ...this.#variables, ...result.variables };
    if (result.params !== request.params) this.#tools = this.#toolsOf(result.params);
    return result;
  }

  /** What a request brings along beside what is said: retrieved chunks and the results of tools. */
  async #checkBrought(input: InputResult, judges: boolean, signal: AbortSignal): Promise<InputResult> {
    // Chunks that an input rail has set are read by all.
    const isNew = judges && this.#variables[CHUNKS] !== this.#gatedChunks;
    const chunkRails = this.#rails("retrieval").filter((rail) => isNew || isCheckRail(rail) === judges);
    const run = this.#run("retrieval", input.messages);
    const retrieval = await runRetrievalRails(this.#variables, chunkRails, run, signal);
    this.#variables = retrieval.variables;
    const verdicts = [...input.verdicts, ...retrieval.verdicts];
    if (retrieval.blocked !== undefined || !input.messages.some(({ role }) => role === "tool")) {
      return { ...input, verdicts, blocked: retrieval.blocked };
    }
    const pass = this.#pass("tool_input", "tool");
    const tools = await runInputRails(input, { ...pass, rails: only(judges, pass.rails) }, signal);
    this.#variables = { ...this.#variables, ...tools.variables };
    return { ...tools, verdicts: [...verdicts, ...tools.verdicts] };
  }

  /** The stages that guard an answer to the messages. */
  outputStages(messages: readonly ChatMessage[], mode: OutputMode): readonly OutputStage[] {
    const { streaming } = this.#parts.config.rails.output;
    const output = this.#rails("output");
    const windows = streaming.enabled
      ? { ...streaming, streamFirst: streaming.streamFirst && mode === "streamed" && !holdsStream(output) }
      : undefined;
    const text = { run: this.#run("output", messages), streaming: windows };
    const tools = { run: this.#run("tool_output", messages), streaming: undefined, channels: ["tool-call"] as const };
    return [...outputStages(output, text), ...outputStages(this.#rails("tool_output"), tools)];
  }

  /** How many characters at the end of an answer, as the rails left it, they may still rewrite if it goes on. */
  unsettled(text: string, answer: string, messages: readonly ChatMessage[]): number {
    return answer.length - settledLength(this.#rails("output"), text, answer, this.#run("output", messages).asked);
  }

  /** Tells whether an output rail forbids what an upstream calls something. */
  get objections(): (text: string) => boolean {
    return objectionsOf([...this.#rails("output"), ...this.#rails("tool_output")]);
  }

  #rails(category: RailCategory): readonly Rail[] {
    return switchedOn(this.#parts.rails[GROUP_OF[category]], category, this.#request.options);
  }

  #pass(category: "input" | "tool_input", subject: InputPass["subject"]): InputPass {
    return { rails: this.#rails(category), subject, options: (messages) => this.#run(category, messages) };
  }

  #run(railType: RailType & RailCategory, messages: readonly ChatMessage[]): RunOptions {
    const { config, clock } = this.#parts;
    const user = messages.findLast(({ role }) => role === "user");
    const userMessage = user === undefined ? "" : messageText(user);
    const asked = this.#canary.asked ?? { prompt: messages, conversation: messages };
    return {
      railType,
      parallel: config.rails[GROUP_OF[railType]].parallel,
      clock,
      onRun: (run) => this.#log.railRun(run),
      onSet: (variables) => void Object.assign(this.#told, variables),
      onMonitored: this.#monitors.add,
      meterOf: this.#log.holds?.of(railType),
      vault: this.#vault.vault,
      asked,
      context: (scope) => ({
        ...this.#context(scope, messages, userMessage),
        asked,
        pseudonym: this.#vault.namer(railType),
      }),
    };
  }

  /** What the main model is asked about a conversation. */
  mainPrompt(model: LanguageModel, messages: readonly ChatMessage[]): MainPrompt {
    const { config, prompting } = this.#parts;
    const prompt = mainPrompt({ config, model, messages, variables: this.#variables, prompting });
    return { ...prompt, messages: this.#canary.plant(prompt.messages, messages, this.#rails("output")) };
  }

  #context(
    { rail, signal, calls, services, answers, actions, variables: set }: CheckScope,
    messages: readonly ChatMessage[],
    userMessage: string,
  ): RailContext {
    const { clock, originOf } = this.#parts;
    const { config, judges } = originOf(rail);
    const variables = set === undefined ? this.#variables : { ...this.#variables, ...set };
    const onCall = (call: JudgeCall): void => {
      calls.push(call);
      this.#log.judgeCall(call);
    };
    return {
      config,
      userMessage,
      messages,
      tools: this.#tools,
      variables,
      signal,
      clock,
      fetch: recordedFetch(this.fetch, { services, answers, signal }, clock),
      recorded: recordedAction({ calls, services, actions }, clock),
      // What a rail passes is what is checked: nothing a caller put into the context comes before it.
      judge: (task, own) => {
        const told = { ...variables, ...own };
        return judges.ask(task, { variables: told, history: messages, signal, fetch: this.fetch, onCall });
      },
      resample: (task, count) => {
        const model = this.#parts.mainModel();
        const prompt = this.mainPrompt(model, messages);
        return resample(count, { task, model, prompt, signal, fetch: this.fetch, now: () => clock.now(), onCall });
      },
    };
  }
}
