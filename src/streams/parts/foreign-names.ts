import { optional } from "../../json.ts";
import type { DetailNames, ResponseFacts, StreamPart, ThoughtState, ToolCallDelta } from "../../types.ts";
import type { Stage } from "../stage.ts";
import { ID, isCallId, responseFacts, SIGNATURE, toolCallState } from "./foreign-shapes.ts";
import { StateBudget } from "./state-budget.ts";
import { Tracks } from "./tracks.ts";

const namesIn = ({ id, format }: DetailNames): readonly string[] => [id, format].filter((name) => name !== undefined);

/** The texts of a state, each of which must have the shape of one and may be objected to. */
export const textsOfState = (state: ThoughtState): readonly string[] => {
  if (state.kind === "opening") return [];
  if (state.kind === "signature") return [state.signature, ...namesIn(state.detail ?? {})];
  if (state.kind === "redacted") return [state.data];
  return [state.data, ...namesIn(state)];
};

/**
 * What an upstream calls its model, its answer and its tool calls reaches the client beside the text. A name that has
 * another shape than names have, or that a rail forbids, is left out, so that a name of ours stands there; a tool call gets
 * one id in any case, since nobody could answer it without. What it wants back with its answer passes up to a megabyte.
 */
class ForeignNames implements Stage<StreamPart> {
  readonly name = "foreign-names";
  readonly #forbids: (text: string) => boolean;
  readonly #earlier: ReadonlySet<string>;
  readonly #given = new Set<string>();
  readonly #states = new StateBudget();
  readonly #calls = new Tracks(() => ({ opened: false }));

  constructor(forbids: (text: string) => boolean, earlier: ReadonlySet<string>) {
    this.#forbids = forbids;
    this.#earlier = earlier;
  }

  feed(part: StreamPart, output: { enqueue(part: StreamPart): void }): void {
    if (part.type === "response") output.enqueue({ type: "response", choice: part.choice, ...this.#allowed(part) });
    else if (part.type !== "thought-state") output.enqueue(part.type === "tool-call-delta" ? this.#call(part) : part);
    else if (this.#takes(textsOfState(part.state))) output.enqueue(part);
  }

  #takes(texts: readonly string[]): boolean {
    return texts.length === 0 || (this.#states.takes(texts) && texts.every((text) => this.#allows(text)));
  }

  /** Ids and formats are of shorter shapes than signatures, and were looked at where they were read. */
  #allows(text: string): boolean {
    return (SIGNATURE.test(text) || ID.test(text)) && !this.#forbids(text);
  }

  #allowed(part: ResponseFacts): ResponseFacts {
    const { id, model, created, fingerprint } = responseFacts(part);
    const known = <Fact extends string | number>(fact: Fact | undefined): Fact | undefined =>
      fact === undefined || this.#forbids(String(fact)) ? undefined : fact;
    return {
      ...optional("id", known(id)),
      ...optional("model", known(model)),
      ...optional("created", known(created)),
      ...optional("fingerprint", known(fingerprint)),
    };
  }

  #call(part: ToolCallDelta): ToolCallDelta {
    const { state, ...named } = this.#named(part);
    const allowed = toolCallState(state);
    return allowed !== undefined && this.#takes([allowed.google.thought_signature])
      ? { ...named, state: allowed }
      : named;
  }

  /** The first delta of a call has its id, and no other has. */
  #named(part: ToolCallDelta): ToolCallDelta {
    const call = this.#calls.of(part);
    const { id, ...rest } = part;
    if (call.opened) return id === undefined ? part : rest;
    call.opened = true;
    return { ...rest, id: id !== undefined && this.#mayKeep(id) ? id : this.#newId(part) };
  }

  /** Two calls of one id could not be answered apart. */
  #mayKeep(id: string): boolean {
    if (!isCallId(id) || this.#given.has(id) || this.#forbids(id)) return false;
    this.#given.add(id);
    return true;
  }

  #newId({ choice, index }: ToolCallDelta): string {
    const id = `call_${choice}_${index}`;
    let unused = id;
    for (let count = 1; this.#earlier.has(unused) || this.#given.has(unused); count += 1) unused = `${id}_${count}`;
    this.#given.add(unused);
    return unused;
  }
}

/**
 * @param forbids - whether a rail objects to a text that cannot be rewritten in part.
 * @param earlier - ids of calls of the conversation so far, which new ones must differ from.
 */
export const foreignNames = (forbids: (text: string) => boolean, earlier: Iterable<string> = []): Stage<StreamPart> =>
  new ForeignNames(forbids, new Set(earlier));
