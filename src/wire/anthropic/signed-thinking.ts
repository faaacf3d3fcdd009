import type { StreamPart, ThoughtState, Verdict } from "../../types.ts";
import type { BlockWriter } from "./block-writer.ts";

type Signature = Extract<ThoughtState, { readonly kind: "signature" }>;

/**
 * Writes thoughts with their signatures. A signature says where the thought it signs ends, and may come before rails have
 * let go of all of that; it is only good for the text it signed, so there is none once a rail has changed a thought.
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

  /** The signature that is due within the next text, if one is. */
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
