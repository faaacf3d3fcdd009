import type { Rail } from "../../rails/rail.ts";
import type { GatedRequest } from "../../rails/request/input-gates.ts";
import { type InputResult, runInputRails } from "../../rails/request/input-rails.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { ContextRails } from "./context-rails.ts";
import { isOfKind, type RailKind } from "./rail-kinds.ts";
import type { RequestScope } from "./request-scope.ts";

const only = (kind: RailKind, rails: readonly Rail[]): readonly Rail[] => rails.filter((rail) => isOfKind(rail, kind));

/** The rails before the answer: they read everything in a request that reaches a model. */
export class QuestionRails {
  readonly #scope: RequestScope;
  readonly #contextRails: ContextRails;

  constructor(scope: RequestScope) {
    this.#scope = scope;
    this.#contextRails = new ContextRails(scope);
  }

  /** Runs input, retrieval and tool input rails. */
  async check(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    const { vault } = this.#scope;
    await vault.open(messages);
    const result = await this.#checkAll(messages, this.#scope.rails("input"), signal);
    await vault.save();
    return result;
  }

  /** The first half of `check`: everything but the judges of the conversation. */
  read(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    return this.#checkAll(messages, only("incremental", this.#scope.rails("input")), signal);
  }

  /** The second half: the judges. They block, or change nothing. */
  async judge(read: InputResult, signal: AbortSignal): Promise<InputResult> {
    const judged = await this.#checkConversation(read, only("judges", this.#scope.rails("input")), signal);
    return { ...judged, verdicts: [...read.verdicts, ...judged.verdicts] };
  }

  async #checkAll(messages: readonly ChatMessage[], rails: readonly Rail[], signal: AbortSignal): Promise<InputResult> {
    const { params } = this.#scope;
    const refused = this.#contextRails.checkMedia(messages);
    if (refused !== undefined) return { messages, params, verdicts: [refused], blocked: refused };
    let read: InputResult = { messages, params, verdicts: [], blocked: undefined };
    // Chunks and tool results are masked before a judge of the conversation sees them.
    for (const kind of ["incremental", "judges"] as const) {
      const checked = await this.#checkConversation(read, only(kind, rails), signal);
      const next = checked.blocked === undefined ? await this.#contextRails.check(checked, kind, signal) : checked;
      read = { ...next, verdicts: [...read.verdicts, ...next.verdicts] };
      if (read.blocked !== undefined) break;
    }
    return read;
  }

  async #checkConversation(request: GatedRequest, rails: readonly Rail[], signal: AbortSignal): Promise<InputResult> {
    const own = this.#scope;
    const { scope = own.parts.inputScope } = own.parts.config.rails.input;
    const options = (messages: readonly ChatMessage[]) => own.run("input", messages);
    const result = await runInputRails(request, { rails, subject: "user", scope, options }, signal);
    own.variables = { ...own.variables, ...result.variables };
    if (result.params !== request.params) own.offer(result.params);
    return result;
  }
}
