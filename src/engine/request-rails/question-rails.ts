import { isCheckRail, type Rail } from "../../rails/rail.ts";
import type { GatedRequest } from "../../rails/request/input-gates.ts";
import { type InputResult, runInputRails } from "../../rails/request/input-rails.ts";
import type { ChatMessage } from "../../types.ts";
import { BroughtTexts } from "./brought-texts.ts";
import type { RequestScope } from "./request-scope.ts";

/** Of some rails those that judge, or those that read along. */
const only = (judges: boolean, rails: readonly Rail[]): readonly Rail[] =>
  rails.filter((rail) => isCheckRail(rail) === judges);

/** The rails before the answer: everything of a request that reaches a model is read by them. */
export class QuestionRails {
  readonly #scope: RequestScope;
  readonly #brought: BroughtTexts;

  constructor(scope: RequestScope) {
    this.#scope = scope;
    this.#brought = new BroughtTexts(scope);
  }

  /** Runs input, retrieval and tool input rails. */
  async check(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    const { vault } = this.#scope;
    await vault.open(messages);
    const result = await this.#checkAll(messages, this.#scope.rails("input"), signal);
    await vault.save();
    return result;
  }

  /** The first half of `check`: everything but the rails that are asked about what the user says. */
  read(messages: readonly ChatMessage[], signal: AbortSignal): Promise<InputResult> {
    return this.#checkAll(messages, only(false, this.#scope.rails("input")), signal);
  }

  /** The second half: the rails that were left out. They block, or change nothing. */
  async judge(read: InputResult, signal: AbortSignal): Promise<InputResult> {
    const judged = await this.#checkSaid(read, only(true, this.#scope.rails("input")), signal);
    return { ...judged, verdicts: [...read.verdicts, ...judged.verdicts] };
  }

  async #checkAll(messages: readonly ChatMessage[], rails: readonly Rail[], signal: AbortSignal): Promise<InputResult> {
    const { params } = this.#scope;
    const refused = this.#brought.checkMedia(messages);
    if (refused !== undefined) return { messages, params, verdicts: [refused], blocked: refused };
    let read: InputResult = { messages, params, verdicts: [], blocked: undefined };
    // What a request brings along is masked before a judge of its question is shown it.
    for (const judges of [false, true]) {
      const said = await this.#checkSaid(read, only(judges, rails), signal);
      const next = said.blocked === undefined ? await this.#brought.check(said, judges, signal) : said;
      read = { ...next, verdicts: [...read.verdicts, ...next.verdicts] };
      if (read.blocked !== undefined) break;
    }
    return read;
  }

  async #checkSaid(request: GatedRequest, rails: readonly Rail[], signal: AbortSignal): Promise<InputResult> {
    const own = this.#scope;
    const { scope = own.parts.inputScope } = own.parts.config.rails.input;
    const options = (messages: readonly ChatMessage[]) => own.run("input", messages);
    const result = await runInputRails(request, { rails, subject: "user", scope, options }, signal);
    own.variables = { ...own.variables, ...result.variables };
    if (result.params !== request.params) own.offer(result.params);
    return result;
  }
}
