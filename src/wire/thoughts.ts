import type { StreamPart, ThinkingBlock, ThoughtState } from "../types.ts";

/** What of a message goes back to the provider with its thoughts. */
export interface ThoughtFields {
  readonly thinking_blocks?: readonly ThinkingBlock[];
  readonly reasoning_details?: readonly Readonly<Record<string, unknown>>[];
}

type Kept = Exclude<ThoughtState, { readonly kind: "opening" }>;

/** Characters of thoughts that are kept for their signature. Longer ones go without. */
const MAX_KEPT = 1_048_576;

const detailOf = ({
  data,
  id,
  format,
  index,
}: Extract<Kept, { readonly kind: "encrypted" }>): Record<string, unknown> => ({
  type: "reasoning.encrypted",
  data,
  ...(id === undefined ? {} : { id }),
  ...(format === undefined ? {} : { format }),
  ...(index === undefined ? {} : { index }),
});

/**
 * The thoughts of one choice as a provider wants them back: text and signature together. A signature is only good for the
 * text it signed, so where a rail has changed that, none is given. Keeps nothing until it is told that there will be one.
 */
export class Thoughts {
  readonly #states: Kept[] = [];
  #text = "";
  #keeps = false;
  #changed = false;

  add(part: StreamPart): void {
    if (part.type === "thought-state") this.#state(part.state);
    else if (part.type === "reasoning-delta" && this.#keeps) this.#keep(part.text);
    else if (part.type === "verdict" && part.verdict.enforced !== false) {
      this.#changed ||= part.verdict.channel === "reasoning";
    }
  }

  /** To be asked when the choice is over. */
  fields(): ThoughtFields {
    const details = this.#states.filter((state) => state.kind === "encrypted").map(detailOf);
    const blocks = this.#blocks();
    return {
      ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
      ...(details.length === 0 ? {} : { reasoning_details: details }),
    };
  }

  #state(state: ThoughtState): void {
    if (state.kind === "opening") this.#keeps = true;
    else this.#states.push(state);
  }

  #keep(text: string): void {
    if (this.#text.length + text.length > MAX_KEPT) this.#changed = true;
    else this.#text += text;
  }

  #blocks(): readonly ThinkingBlock[] {
    if (this.#changed) return [];
    const blocks: ThinkingBlock[] = [];
    let start = 0;
    for (const state of this.#states) {
      if (state.kind === "redacted") blocks.push({ type: "redacted_thinking", data: state.data });
      if (state.kind !== "signature") continue;
      if (state.end > this.#text.length) return [];
      blocks.push({ type: "thinking", thinking: this.#text.slice(start, state.end), signature: state.signature });
      start = state.end;
    }
    return blocks;
  }
}
