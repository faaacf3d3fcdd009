import { optional } from "../../json.ts";
import type { ResponseFacts, StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { Stage, StageOutput } from "../stage.ts";
import { ID, isCallId, responseFacts, SIGNATURE, textsOfState, toolCallState } from "./metadata-shapes.ts";
import { StateBudget } from "./state-budget.ts";
import { Tracks } from "./tracks.ts";

/**
 * What an upstream says of itself reaches the client beside the text: ids, the name of its model, signatures. Metadata
 * of an unexpected shape, or that a rail forbids, is removed, and the gateway's own values are used instead. A tool
 * call always gets an id, since its result could not be sent without one. State that a provider wants back passes up to
 * a megabyte.
 */
class MetadataFilter implements Stage<StreamPart> {
  readonly name = "metadata-filter";
  readonly #forbids: (text: string) => boolean;
  readonly #earlier: ReadonlySet<string>;
  readonly #given = new Set<string>();
  readonly #states = new StateBudget();
  readonly #calls = new Tracks(() => ({ opened: false }));

  constructor(forbids: (text: string) => boolean, earlier: ReadonlySet<string>) {
    this.#forbids = forbids;
    this.#earlier = earlier;
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    if (part.type === "response") output.enqueue({ type: "response", choice: part.choice, ...this.#allowed(part) });
    else if (part.type !== "thought-state") output.enqueue(part.type === "tool-call-delta" ? this.#call(part) : part);
    else if (this.#takes(textsOfState(part.state))) output.enqueue(part);
  }

  #takes(texts: readonly string[]): boolean {
    return texts.length === 0 || (this.#states.takes(texts) && texts.every((text) => this.#allows(text)));
  }

  /** Ids and formats were checked against their own, shorter shapes when they were read. */
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
      ...optional("usage", part.usage),
    };
  }

  #call(part: ToolCallDelta): ToolCallDelta {
    const { state, ...named } = this.#named(part);
    const allowed = toolCallState(state);
    return allowed !== undefined && this.#takes([allowed.google.thought_signature])
      ? { ...named, state: allowed }
      : named;
  }

  /** Puts the id on the first delta of a call, and on no other. */
  #named(part: ToolCallDelta): ToolCallDelta {
    const call = this.#calls.of(part);
    const { id, ...rest } = part;
    if (call.opened) return id === undefined ? part : rest;
    call.opened = true;
    return { ...rest, id: id !== undefined && this.#mayKeep(id) ? id : this.#newId(part) };
  }

  /** Two calls with the same id could not be told apart in later messages. */
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
 * Removes metadata of an upstream that has an unexpected shape, or that a rail forbids.
 *
 * @param forbids - whether a rail objects to a text that cannot be rewritten in part.
 * @param earlier - ids of tool calls in the conversation so far. New ids differ from them.
 */
export const metadataFilter = (forbids: (text: string) => boolean, earlier: Iterable<string> = []): Stage<StreamPart> =>
  new MetadataFilter(forbids, new Set(earlier));
