import { optional } from "../json.ts";
import { textsOfState } from "../streams/parts/metadata-shapes.ts";
import { StateBudget } from "../streams/parts/state-budget.ts";
import { JoinedText } from "../text/joined-text.ts";
import type { ThinkingBlock } from "../types/chat-message.ts";
import type { DetailNames, StreamPart, ThoughtState } from "../types/stream-part.ts";

/** The fields of a message that go back to the provider with its reasoning. */
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

/** Characters of reasoning that are kept for its signatures. Longer reasoning goes without. */
const MAX_KEPT = 1_048_576;

const isEncrypted = ({ type }: Detail): boolean => type === "reasoning.encrypted";

/** The names of a detail, in the order of OpenRouter's fields. */
const namesOf = ({ id, format, index }: DetailNames): DetailNames => ({
  ...optional("id", id),
  ...optional("format", format),
  ...optional("index", index),
});

/** Limits the reasoning kept of one answer, over all its choices. */
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
 * Collects the reasoning of one choice in the form in which a provider wants it back: text with its signature. A
 * signature is valid only for exactly the text that it signs, so none is returned if a rail has changed it. Keeps
 * nothing until a signature is announced.
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

  /** Call this when the choice has ended. */
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
