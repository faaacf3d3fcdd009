import { optional } from "../json.ts";
import { textsOfState } from "../streams/parts/metadata-shapes.ts";
import { StateBudget } from "../streams/parts/state-budget.ts";
import { JoinedText } from "../text/joined-text.ts";
import type { DetailNames, StreamPart, ThinkingBlock, ThoughtState } from "../types.ts";

/** What of a message goes back to the provider with its thoughts. */
export interface ThoughtFields {
  readonly thinking_blocks?: readonly ThinkingBlock[];
  readonly reasoning_details?: readonly Detail[];
}

type Detail = Readonly<Record<string, unknown>>;

interface Signed {
  readonly blocks: ThinkingBlock[];
  readonly details: Detail[];
}

type Kept = Exclude<ThoughtState, { readonly kind: "opening" }>;

/** Characters of thoughts that are kept for their signatures. Longer ones go without. */
const MAX_KEPT = 1_048_576;

const isEncrypted = ({ type }: Detail): boolean => type === "reasoning.encrypted";

/** How a detail is called, in the order of OpenRouter's fields. */
const namesOf = ({ id, format, index }: DetailNames): DetailNames => ({
  ...optional("id", id),
  ...optional("format", format),
  ...optional("index", index),
});

/** What is kept of the thoughts of one answer, over all its choices. */
export class KeptThoughts {
  readonly states: StateBudget = new StateBudget();
  #length = 0;

  /** Whether this text may be kept as well. */
  takes(text: string): boolean {
    this.#length += text.length;
    return this.#length <= MAX_KEPT;
  }
}

/**
 * The thoughts of one choice as a provider wants them back: text and signature together. A signature is only good for the
 * text it signed, so where a rail has changed that, none is given. Keeps nothing until it is told that there will be one.
 */
export class Thoughts {
  readonly #states: Kept[] = [];
  readonly #kept: KeptThoughts;
  readonly #text = new JoinedText();
  #keeps = false;
  #changed = false;

  /** @param kept - what the other choices of the answer have kept. */
  constructor(kept: KeptThoughts = new KeptThoughts()) {
    this.#kept = kept;
  }

  add(part: StreamPart): void {
    if (part.type === "thought-state") this.#state(part.state);
    else if (part.type === "reasoning-delta" && this.#keeps) this.#keep(part.text);
    else if (part.type === "verdict" && part.verdict.enforced !== false) {
      this.#changed ||= part.verdict.channel === "reasoning";
    }
  }

  /** To be asked when the choice is over. */
  fields(): ThoughtFields {
    const { blocks, details } = this.#signed();
    return {
      ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
      ...(details.length === 0 ? {} : { reasoning_details: details }),
    };
  }

  #state(state: ThoughtState): void {
    if (state.kind === "opening") this.#keeps = true;
    else if (this.#kept.states.takes(textsOfState(state))) this.#states.push(state);
  }

  #keep(text: string): void {
    if (this.#kept.takes(text)) this.#text.add(text);
    else this.#changed = true;
  }

  #signed(): Signed {
    const signed: Signed = { blocks: [], details: [] };
    const { text: all } = this.#text;
    let start = 0;
    for (const state of this.#states) {
      if (state.kind === "encrypted") {
        signed.details.push({ type: "reasoning.encrypted", data: state.data, ...namesOf(state) });
      } else if (!this.#changed && state.kind === "redacted") {
        signed.blocks.push({ type: "redacted_thinking", data: state.data });
      } else if (!this.#changed && state.kind === "signature") {
        const { signature, end, detail } = state;
        if (end > all.length) return { blocks: [], details: signed.details.filter(isEncrypted) };
        const text = all.slice(start, end);
        start = end;
        if (detail === undefined) signed.blocks.push({ type: "thinking", thinking: text, signature });
        else signed.details.push({ type: "reasoning.text", text, signature, ...namesOf(detail) });
      }
    }
    return signed;
  }
}
