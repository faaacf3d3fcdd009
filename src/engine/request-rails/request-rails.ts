import { holdsStream } from "../../library/resolve/conflicts.ts";
import type { LanguageModel, ModelParams } from "../../llm/language-model.ts";
import { forbiddenBy, type Forbids } from "../../rails/forbids.ts";
import { type OutputStage, outputStages } from "../../rails/output-stages.ts";
import type { Variables } from "../../rails/request/retrieval.ts";
import { settledLength } from "../../rails/settled-length.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { CheckedRequest } from "../checked-request.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import type { MainPrompt } from "../run/main-prompt.ts";
import type { Monitors } from "../run/monitors.ts";
import { maySpeculate } from "./may-speculate.ts";
import { QuestionRails } from "./question-rails.ts";
import { checkRailNames, GROUP_OF } from "./rail-switches.ts";
import { RequestScope } from "./request-scope.ts";

/** How output rails read an answer: `streamed` in windows, as configured, or `held` once, when it is complete. */
export type OutputMode = "streamed" | "held";

/** The rails of one request: those before the answer, and those that read it. */
export class RequestRails {
  /** Input, retrieval and tool input rails. */
  readonly question: QuestionRails;
  readonly #scope: RequestScope;

  /** Throws a RequestError when the options name a rail that does not exist. */
  constructor(parts: EngineParts, request: CheckedRequest, log: GenerationLog, monitors: Monitors) {
    this.#scope = new RequestScope(parts, request, log, monitors);
    this.question = new QuestionRails(this.#scope);
    checkRailNames(request.options, (category) => parts.rails[GROUP_OF[category]].map(({ name }) => name));
  }

  /** Used for every call of this request, so that they share its connections. */
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

  /** The main model's prompt for a conversation. */
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

  /** The stages that restore masked values of the user in an answer; none if there are none. */
  restoreStages(messages: readonly ChatMessage[], params: ModelParams): readonly OutputStage[] {
    const { vault } = this.#scope;
    return vault.restoreStages(params, this.#scope.rails("output"), this.#scope.run("output", messages));
  }

  /** The number of characters at the end of a checked answer that rails may still rewrite if more text follows. */
  unsettled(text: string, answer: string, messages: readonly ChatMessage[]): number {
    return answer.length - settledLength(this.#scope.rails("output"), text, answer, this.#scope.prompt(messages));
  }

  /** Whether an output rail forbids a name or an id that an upstream chose for an answer to the messages. */
  forbidden(messages: readonly ChatMessage[]): Forbids {
    const scope = this.#scope;
    return forbiddenBy([...scope.rails("output"), ...scope.rails("tool_output")], scope.prompt(messages));
  }
}
