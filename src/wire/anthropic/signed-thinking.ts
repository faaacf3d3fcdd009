import type { StreamPart, ThoughtState } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import type { BlockWriter } from "./block-writer.ts";

type Signature = Extract<ThoughtState, { readonly kind: "signature" }>;

/**
 * Writes reasoning with its signatures. A signature names the end of the text that it signs, and may arrive before
 * rails have released all of that text. It is valid only for exactly that text, so none is written once a rail has
 * changed the reasoning.
 */
export class SignedThinking {
  readonly #blocks: BlockWriter;
  readonly #waiting: Signature[] = [];
  #length = 0;
  #changed = false;

  constructor(blocks: BlockWriter) {
    this.#blocks = blocks;
  }

  text(text: string): void {
    let rest = text;
    for (let next = this.#due(rest); next !== undefined; next = this.#due(rest)) {
      const size = next.end - this.#length;
      this.#say(rest.slice(0, size));
      rest = rest.slice(size);
      this.#blocks.sign(next.signature);
    }
    this.#say(rest);
  }

  state(state: Extract<StreamPart, { type: "thought-state" }>["state"]): void {
    if (this.#changed) return;
    if (state.kind === "redacted") this.#blocks.redacted(state.data);
    if (state.kind !== "signature") return;
    if (state.end === this.#length) this.#blocks.sign(state.signature);
    else if (state.end > this.#length) this.#waiting.push(state);
  }

  verdict({ channel, enforced }: Verdict): void {
    this.#changed ||= channel === "reasoning" && enforced !== false;
  }

  /** The signature that ends within this text, if there is one. */
  #due(text: string): Signature | undefined {
    const [next] = this.#waiting;
    if (this.#changed || next === undefined || next.end > this.#length + text.length) return undefined;
    return this.#waiting.shift();
  }

  #say(text: string): void {
    if (text !== "") this.#blocks.thinking(text);
    this.#length += text.length;
  }
}
