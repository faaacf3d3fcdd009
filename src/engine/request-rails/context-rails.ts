import { type InputResult, runInputRails } from "../../rails/request/input-rails.ts";
import { CHUNKS, runRetrievalRails } from "../../rails/request/retrieval.ts";
import { mediaVerdict, unreadMedia } from "../../rails/request/unread-media.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { Verdict } from "../../types/verdict.ts";
import { isOfKind, type RailKind } from "./rail-kinds.ts";
import type { RequestScope } from "./request-scope.ts";

/** Checks what a request contains besides the conversation: media, retrieved chunks and tool results. */
export class ContextRails {
  readonly #scope: RequestScope;
  /** The chunks as incremental rails left them. */
  #gatedChunks: unknown;

  constructor(scope: RequestScope) {
    this.#scope = scope;
  }

  /** Logs media that no rail can read. Returns a verdict if the config blocks them. */
  checkMedia(messages: readonly ChatMessage[]): Verdict | undefined {
    const { log, parts } = this.#scope;
    const kinds = unreadMedia(messages);
    log.unread(kinds);
    return mediaVerdict(kinds, parts.config.rails.input.media);
  }

  /** Runs the retrieval rails of a kind, then the tool input rails. */
  async check(input: InputResult, kind: RailKind, signal: AbortSignal): Promise<InputResult> {
    const chunks = await this.#checkChunks(input, kind, signal);
    const hasResults = input.messages.some(({ role }) => role === "tool");
    const read = chunks.blocked === undefined && hasResults ? await this.#checkResults(chunks, kind, signal) : chunks;
    this.#gatedChunks = this.#scope.variables[CHUNKS];
    return read;
  }

  async #checkChunks(input: InputResult, kind: RailKind, signal: AbortSignal): Promise<InputResult> {
    const scope = this.#scope;
    // All rails run over chunks that an input rail has set since the incremental pass.
    const isNew = kind === "judges" && scope.variables[CHUNKS] !== this.#gatedChunks;
    const rails = scope.rails("retrieval").filter((rail) => isNew || isOfKind(rail, kind));
    const run = scope.run("retrieval", input.messages);
    const { variables, verdicts, blocked } = await runRetrievalRails(scope.variables, rails, run, signal);
    scope.variables = variables;
    return { ...input, verdicts: [...input.verdicts, ...verdicts], blocked };
  }

  async #checkResults(input: InputResult, kind: RailKind, signal: AbortSignal): Promise<InputResult> {
    const scope = this.#scope;
    const rails = scope.rails("tool_input").filter((rail) => isOfKind(rail, kind));
    const options = (messages: readonly ChatMessage[]) => scope.run("tool_input", messages);
    const read = await runInputRails(input, { rails, subject: "tool", options }, signal);
    scope.variables = { ...scope.variables, ...read.variables };
    return { ...read, verdicts: [...input.verdicts, ...read.verdicts] };
  }
}
