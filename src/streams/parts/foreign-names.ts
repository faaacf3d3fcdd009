import { optional, recordOf } from "../../json.ts";
import type {
  DetailNames,
  ResponseFacts,
  StreamPart,
  ThoughtState,
  ToolCallDelta,
  ToolCallState,
} from "../../types.ts";
import type { Stage } from "../stage.ts";
import { Tracks } from "./tracks.ts";

const MODEL = /^[\w.:/@-]{1,128}$/;
const ID = /^[\w.:|=+/-]{1,128}$/;

/** A time in seconds of the years 2001 to 2286: ten digits, which are too few for a number that means somebody. */
const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1e9 && value < 1e10;

const shaped = (value: unknown, shape: RegExp): string | undefined =>
  typeof value === "string" && shape.test(value) ? value : undefined;

/** What an upstream may say of its answer: names that have the shape of one. All else is a text that no rail reads. */
export const responseFacts = (said: {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly created?: unknown;
  readonly fingerprint?: unknown;
}): ResponseFacts => ({
  ...optional("id", shaped(said.id, ID)),
  ...optional("model", shaped(said.model, MODEL)),
  ...optional("created", isTime(said.created) ? said.created : undefined),
  ...optional("fingerprint", shaped(said.fingerprint, ID)),
});

const SIGNATURE = /^[A-Za-z0-9+/_=-]{1,262144}$/;

/** What LiteLLM puts between the id of a call and the signature that Gemini wants back with it. */
const SIGNED_ID = "__thought__";

/** Some gateways put what a provider signed into the id of its call. */
const CALL_ID = /^[\w.:|=+/-]{1,8192}$/;

/** Whether a text has the shape of a tool call's id. */
export const isCallId = (text: string): boolean => {
  const at = text.indexOf(SIGNED_ID);
  const [id, signature] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + SIGNED_ID.length)];
  return CALL_ID.test(id) && (signature === undefined || SIGNATURE.test(signature));
};

/** What a provider wants back with a tool call, if it has a form that is known here and is no prose. */
export const toolCallState = (said: unknown): ToolCallState | undefined => {
  const google = recordOf(recordOf(said)["google"]);
  const thought_signature = shaped(google["thought_signature"], SIGNATURE);
  return thought_signature === undefined ? undefined : { google: { thought_signature } };
};

const FORMAT = /^[\w.-]{1,64}$/;

/** The index of a detail, which counts the thoughts of an answer. */
const isPlace = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1e4;

/** How OpenRouter calls and numbers a detail. */
export const detailNames = (detail: unknown): DetailNames => {
  const { id, format, index } = recordOf(detail);
  return {
    ...optional("id", shaped(id, ID)),
    ...optional("format", shaped(format, FORMAT)),
    ...optional("index", isPlace(index) ? index : undefined),
  };
};

/** An encrypted detail of OpenRouter's, if it is one. */
export const encryptedThought = (detail: unknown): ThoughtState | undefined => {
  const { type, data } = recordOf(detail);
  const encrypted = type === "reasoning.encrypted" ? shaped(data, SIGNATURE) : undefined;
  return encrypted === undefined ? undefined : { kind: "encrypted", data: encrypted, ...detailNames(detail) };
};

const namesIn = ({ id, format }: DetailNames): readonly string[] => [id, format].filter((name) => name !== undefined);

/** The texts of a state, each of which must have the shape of one and may be objected to. */
const textsOf = (state: ThoughtState): readonly string[] => {
  if (state.kind === "opening") return [];
  if (state.kind === "signature") return [state.signature, ...namesIn(state.detail ?? {})];
  if (state.kind === "redacted") return [state.data];
  return [state.data, ...namesIn(state)];
};

/**
 * What an upstream calls its model, its answer and its tool calls reaches the client beside the text. A name that has
 * another shape than names have, or that a rail forbids, is left out, so that a name of ours stands there; a tool call gets
 * one id in any case, since nobody could answer it without.
 */
class ForeignNames implements Stage<StreamPart> {
  readonly name = "foreign-names";
  readonly #forbids: (text: string) => boolean;
  readonly #earlier: ReadonlySet<string>;
  readonly #given = new Set<string>();
  readonly #calls = new Tracks(() => ({ opened: false }));

  constructor(forbids: (text: string) => boolean, earlier: ReadonlySet<string>) {
    this.#forbids = forbids;
    this.#earlier = earlier;
  }

  feed(part: StreamPart, output: { enqueue(part: StreamPart): void }): void {
    if (part.type === "response") output.enqueue({ type: "response", choice: part.choice, ...this.#allowed(part) });
    else if (part.type !== "thought-state") output.enqueue(part.type === "tool-call-delta" ? this.#call(part) : part);
    else if (textsOf(part.state).every((text) => this.#allows(text))) output.enqueue(part);
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
    return allowed === undefined || this.#forbids(allowed.google.thought_signature)
      ? named
      : { ...named, state: allowed };
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
