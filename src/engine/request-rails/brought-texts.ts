import { isCheckRail } from "../../rails/rail.ts";
import { type InputResult, runInputRails } from "../../rails/request/input-rails.ts";
import { CHUNKS, runRetrievalRails } from "../../rails/request/retrieval.ts";
import { mediaVerdict, unreadMedia } from "../../rails/request/unread-media.ts";
import type { ChatMessage, Verdict } from "../../types.ts";
import type { RequestScope } from "./request-scope.ts";

/** What a request brings along beside what is said: media, retrieved chunks and the results of tools. */
export class BroughtTexts {
  readonly #scope: RequestScope;
  /** The chunks as rails that read along have left them. */
  #gatedChunks: unknown;

  constructor(scope: RequestScope) {
    this.#scope = scope;
  }

  /** Notes media that no rail can read, and says what the config makes of them. */
  checkMedia(messages: readonly ChatMessage[]): Verdict | undefined {
    const { log, parts } = this.#scope;
    const kinds = unreadMedia(messages);
    log.unread(kinds);
    return mediaVerdict(kinds, parts.config.rails.input.media);
  }

  /** Runs rails over chunks, then over the results of tools: those that judge, or those that read along. */
  async check(input: InputResult, judges: boolean, signal: AbortSignal): Promise<InputResult> {
    const chunks = await this.#checkChunks(input, judges, signal);
    const hasResults = input.messages.some(({ role }) => role === "tool");
    const read = chunks.blocked === undefined && hasResults ? await this.#checkResults(chunks, judges, signal) : chunks;
    this.#gatedChunks = this.#scope.variables[CHUNKS];
    return read;
  }

  async #checkChunks(input: InputResult, judges: boolean, signal: AbortSignal): Promise<InputResult> {
    const scope = this.#scope;
    // Chunks that an input rail has set are read by all.
    const isNew = judges && scope.variables[CHUNKS] !== this.#gatedChunks;
    const rails = scope.rails("retrieval").filter((rail) => isNew || isCheckRail(rail) === judges);
    const run = scope.run("retrieval", input.messages);
    const { variables, verdicts, blocked } = await runRetrievalRails(scope.variables, rails, run, signal);
    scope.variables = variables;
    return { ...input, verdicts: [...input.verdicts, ...verdicts], blocked };
  }

  async #checkResults(input: InputResult, judges: boolean, signal: AbortSignal): Promise<InputResult> {
    const scope = this.#scope;
    const rails = scope.rails("tool_input").filter((rail) => isCheckRail(rail) === judges);
    const options = (messages: readonly ChatMessage[]) => scope.run("tool_input", messages);
    const read = await runInputRails(input, { rails, subject: "tool", options }, signal);
    scope.variables = { ...scope.variables, ...read.variables };
    return { ...read, verdicts: [...input.verdicts, ...read.verdicts] };
  }
}
