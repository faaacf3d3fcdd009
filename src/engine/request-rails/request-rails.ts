import { holdsStream } from "../../library/resolve/conflicts.ts";
import type { LanguageModel, ModelParams } from "../../llm/language-model.ts";
import { forbiddenBy, type Forbids } from "../../rails/forbids.ts";
import { type OutputStage, outputStages } from "../../rails/output-stages.ts";
import type { Variables } from "../../rails/request/retrieval.ts";
import { settledLength } from "../../rails/settled-length.ts";
import type { ChatMessage } from "../../types.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import type { CheckedRequest } from "../checked-request.ts";
import type { MainPrompt } from "../run/main-prompt.ts";
import type { Monitors } from "../run/monitors.ts";
import { maySpeculate } from "./may-speculate.ts";
import { QuestionRails } from "./question-rails.ts";
import { checkRailNames, GROUP_OF } from "./rail-switches.ts";
import { RequestScope } from "./request-scope.ts";

/** How output rails read an answer: `streamed` window by window, as configured, `held` once, when it is complete. */
export type OutputMode = "streamed" | "held";

/** The rails of one request: those that read what is asked, and those that read the answer. */
export class RequestRails {
  /** Those before the answer. */
  readonly question: QuestionRails;
  readonly #scope: RequestScope;

  /** Throws a RequestError when the options name a rail that does not exist. */
  constructor(parts: EngineParts, request: CheckedRequest, log: GenerationLog, monitors: Monitors) {
    this.#scope = new RequestScope(parts, request, log, monitors);
    this.question = new QuestionRails(this.#scope);
    checkRailNames(request.options, (category) => parts.rails[GROUP_OF[category]].map(({ name }) => name));
  }

  /** Shared by all that is called for this request: models, judges and services. */
  get fetch(): typeof fetch {
    return this.#scope.fetch;
  }

  /** The context as all rails left it. */
  get variables(): Variables {
    return this.#scope.allVariables;
  }

  get maySpeculate(): boolean {
    return maySpeculate(this.#scope.rails("input"), this.#scope.parts.config.rails.input);
  }

  /** What the main model is asked about a conversation. */
  mainPrompt(model: LanguageModel, messages: readonly ChatMessage[]): MainPrompt {
    return this.#scope.mainPrompt(model, messages);
  }

  /** The stages that guard an answer to the messages. */
  outputStages(messages: readonly ChatMessage[], mode: OutputMode): readonly OutputStage[] {
    const scope = this.#scope;
    const { streaming } = scope.parts.config.rails.output;
    const output = scope.rails("output");
    const windows =
      streaming.enabled && mode === "streamed"
        ? { ...streaming, streamFirst: streaming.streamFirst && !holdsStream(output) }
        : undefined;
    const text = { run: scope.run("output", messages), streaming: windows };
    const tools = { run: scope.run("tool_output", messages), streaming: undefined, channels: ["tool-call"] as const };
    return [...outputStages(output, text), ...outputStages(scope.rails("tool_output"), tools)];
  }

  /** The stages that put back into an answer what input rails took out; none where nothing was. */
  restoreStages(messages: readonly ChatMessage[], params: ModelParams): readonly OutputStage[] {
    const { vault } = this.#scope;
    return vault.restoreStages(params, this.#scope.rails("output"), this.#scope.run("output", messages));
  }

  /** How many characters at the end of an answer, as the rails left it, they may still rewrite if it goes on. */
  unsettled(text: string, answer: string, messages: readonly ChatMessage[]): number {
    const { asked } = this.#scope.run("output", messages);
    return answer.length - settledLength(this.#scope.rails("output"), text, answer, asked);
  }

  /** Tells whether an output rail forbids what an upstream calls something. */
  get forbids(): Forbids {
    return forbiddenBy([...this.#scope.rails("output"), ...this.#scope.rails("tool_output")]);
  }
}
