import { Connections } from "../http/connections.ts";
import { type InputPass, type InputResult, runInputRails } from "../rails/input-rails.ts";
import { objectsTo } from "../rails/objects-to.ts";
import type { GatedRequest } from "../rails/input-gates.ts";
import { outputStages } from "../rails/output-stages.ts";
import type { Rail, RailContext } from "../rails/rail.ts";
import { messageText } from "../rails/request-texts.ts";
import { runRetrievalRails, type Variables } from "../rails/retrieval.ts";
import type { CheckScope, RunOptions } from "../rails/run-rails.ts";
import type { AsyncStage, Stage } from "../streams/stage.ts";
import type { ChatMessage, RailType, StreamPart, Verdict } from "../types.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import type { Monitors } from "./monitors.ts";
import { recordedFetch } from "./recorded-fetch.ts";
import { type CheckedRequest, checkRailNames, isSwitchedOn, type RailCategory } from "./options.ts";

const GROUPS = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  tool_input: "toolInput",
  tool_output: "toolOutput",
} as const;

/** How output rails read an answer: `streamed` as configured, `held` before anything leaves. */
export type OutputMode = "streamed" | "held";

/** The rails of one request: which of them run, and what they are told. */
export class RequestRails {
  /** Shared by all that is called for this request: models, judges and services. */
  readonly fetch: typeof fetch;
  readonly #parts: EngineParts;
  readonly #request: CheckedRequest;
  readonly #log: GenerationLog;
  readonly #monitors: Monitors;
  /** What the caller passed as context, as retrieval rails left it. */
  #variables: Variables;

  /** Throws a RequestError when the options name a rail that does not exist. */
  constructor(parts: EngineParts, request: CheckedRequest, log: GenerationLog, monitors: Monitors) {
    this.#parts = parts;
    this.#request = request;
    this.#log = log;
    this.#monitors = monitors;
    this.#variables = request.variables;
    this.fetch = new Connections().limit(parts.fetch);
    checkRailNames(request.options, (category) => parts.rails[GROUPS[category]].map(({ name }) => name));
  }

  /** The context as retrieval rails left it. */
  get variables(): Variables {
    return this.#variables;
  }

  /** Runs input, retrieval and tool input rails over everything of the request that reaches a model. */
  async checkInput(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    const { config, inputScope } = this.#parts;
    const { scope = inputScope } = config.rails.input;
    const request: GatedRequest = { messages, params: this.#request.options.llm_params ?? {} };
    const input = await runInputRails(request, { ...this.#pass("input", "user"), scope }, signal);
    if (input.blocked !== undefined) return input;
    const retrieval = await this.#checkRetrieval(input.messages, signal);
    const verdicts = [...input.verdicts, ...retrieval.verdicts];
    if (retrieval.blocked !== undefined || !input.messages.some(({ role }) => role === "tool")) {
      return { ...input, verdicts, blocked: retrieval.blocked };
    }
    const tools = await runInputRails(input, this.#pass("tool_input", "tool"), signal);
    return { ...tools, verdicts: [...verdicts, ...tools.verdicts] };
  }

  /** The stages that guard an answer to the messages. */
  outputStages(messages: readonly ChatMessage[], mode: OutputMode): readonly OutputStage[] {
    const { streaming } = this.#parts.config.rails.output;
    const windows = streaming.enabled
      ? { ...streaming, streamFirst: streaming.streamFirst && mode === "streamed" }
      : undefined;
    const text = { run: this.#run("output", messages), streaming: windows };
    const tools = { run: this.#run("tool_output", messages), streaming: undefined, channels: ["tool-call"] as const };
    return [...outputStages(this.#rails("output"), text), ...outputStages(this.#rails("tool_output"), tools)];
  }

  /** Whether an output rail forbids what an upstream calls something. */
  objectTo(text: string): boolean {
    return objectsTo([...this.#rails("output"), ...this.#rails("tool_output")], text);
  }

  async #checkRetrieval(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
  ): Promise<Omit<InputResult, keyof GatedRequest>> {
    const run = this.#run("retrieval", messages);
    const { variables, ...result } = await runRetrievalRails(this.#variables, this.#rails("retrieval"), run, signal);
    this.#variables = variables;
    return result;
  }

  #rails(category: RailCategory): readonly Rail[] {
    const { rails } = this.#parts;
    return rails[GROUPS[category]].filter(({ name }) => isSwitchedOn(category, name, this.#request.options));
  }

  #pass(category: "input" | "tool_input", subject: InputPass["subject"]): InputPass {
    return { rails: this.#rails(category), subject, options: (messages) => this.#run(category, messages) };
  }

  #run(railType: RailType & RailCategory, messages: readonly ChatMessage[]): RunOptions {
    const { config, clock } = this.#parts;
    const user = messages.findLast(({ role }) => role === "user");
    const userMessage = user === undefined ? "" : messageText(user);
    return {
      railType,
      parallel: config.rails[GROUPS[railType]].parallel,
      clock,
      onRun: (run) => this.#log.railRun(run),
      onMonitored: this.#monitors.add,
      context: (scope) => this.#context(scope, messages, userMessage),
    };
  }

  #context(
    { rail, signal, calls, services }: CheckScope,
    messages: readonly ChatMessage[],
    userMessage: string,
  ): RailContext {
    const { clock, originOf } = this.#parts;
    const { config, judges } = originOf(rail);
    const variables = this.#variables;
    return {
      config,
      userMessage,
      messages,
      variables,
      signal,
      clock,
      fetch: recordedFetch(this.fetch, services, clock),
      // What a rail passes is what is checked: nothing a caller put into the context comes before it.
      judge: (task, own) =>
        judges.ask(task, {
          variables: { ...variables, ...own },
          history: messages,
          signal,
          fetch: this.fetch,
          onCall: (call) => {
            calls.push(call);
            this.#log.judgeCall(call);
          },
        }),
    };
  }
}

export type OutputStage = Stage<StreamPart, StreamPart> | AsyncStage<StreamPart, StreamPart>;

/** What a refusal looks like before there is an answer: the bot's words, the verdict, the end. */
export const refusalParts = (text: string, verdicts: readonly Verdict[]): readonly StreamPart[] => [
  { type: "text-delta", choice: 0, text },
  ...verdicts.map((verdict): StreamPart => ({ type: "verdict", choice: 0, verdict })),
  { type: "finish", choice: 0, reason: "content_filter" },
];
