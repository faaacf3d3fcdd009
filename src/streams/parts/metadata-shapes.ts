import { optional, recordOf } from "../../json.ts";
import type { ToolCallState } from "../../types/chat-message.ts";
import type { DetailNames, ResponseFacts, ThoughtState } from "../../types/stream-part.ts";

// The allowed shapes of an upstream's metadata. Anything else would be text that no rail reads, so it does not pass.

const MODEL = /^[\w.:/@-]{1,128}$/;
/** The shape of an id. */
export const ID: RegExp = /^[\w.:|=+/-]{1,128}$/;

/** A time in seconds, from the years 2001 to 2286: ten digits, too few for a number that identifies a person. */
const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1e9 && value < 1e10;

const shaped = (value: unknown, shape: RegExp): string | undefined =>
  typeof value === "string" && shape.test(value) ? value : undefined;

/** The metadata of a response, without values of an unexpected shape. */
export const responseFacts = (metadata: {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly created?: unknown;
  readonly fingerprint?: unknown;
}): ResponseFacts => ({
  ...optional("id", shaped(metadata.id, ID)),
  ...optional("model", shaped(metadata.model, MODEL)),
  ...optional("created", isTime(metadata.created) ? metadata.created : undefined),
  ...optional("fingerprint", shaped(metadata.fingerprint, ID)),
});

/** The most characters a signature or encrypted state may have. */
export const MAX_SIGNATURE = 262_144;

/** The shape of a signature or of encrypted state. */
export const SIGNATURE: RegExp = /^[A-Za-z0-9+/_=-]{1,262144}$/;

/** What LiteLLM puts between the id of a call and the signature that Gemini wants back with it. */
const SIGNED_ID = "__thought__";

/** Some gateways put a provider's signature into the id of its call. */
const CALL_ID = /^[\w.:|=+/-]{1,8192}$/;

/** Whether a text has the shape of a tool call id. */
export const isCallId = (text: string): boolean => {
  const at = text.indexOf(SIGNED_ID);
  const [id, signature] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + SIGNED_ID.length)];
  return CALL_ID.test(id) && (signature === undefined || SIGNATURE.test(signature));
};

/** The state that a provider wants back with a tool call, if it has a known form. */
export const toolCallState = (state: unknown): ToolCallState | undefined => {
  const google = recordOf(recordOf(state)["google"]);
  const thought_signature = shaped(google["thought_signature"], SIGNATURE);
  return thought_signature === undefined ? undefined : { google: { thought_signature } };
};

const FORMAT = /^[\w.-]{1,64}$/;

/** The index of a detail among the reasoning of an answer. */
const isPlace = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1e4;

/** The id, format and index that OpenRouter gives a detail. */
export const detailNames = (detail: unknown): DetailNames => {
  const { id, format, index } = recordOf(detail);
  return {
    ...optional("id", shaped(id, ID)),
    ...optional("format", shaped(format, FORMAT)),
    ...optional("index", isPlace(index) ? index : undefined),
  };
};

/** The encrypted reasoning in one of OpenRouter's details, if it is one. */
export const encryptedThought = (detail: unknown): ThoughtState | undefined => {
  const { type, data } = recordOf(detail);
  const encrypted = type === "reasoning.encrypted" ? shaped(data, SIGNATURE) : undefined;
  return encrypted === undefined ? undefined : { kind: "encrypted", data: encrypted, ...detailNames(detail) };
};

const namesIn = ({ id, format }: DetailNames): readonly string[] => [id, format].filter((name) => name !== undefined);

/** The texts in a piece of state. Each must have an allowed shape, and rails may forbid it. */
export const textsOfState = (state: ThoughtState): readonly string[] => {
  if (state.kind === "opening") return [];
  if (state.kind === "signature") return [state.signature, ...namesIn(state.detail ?? {})];
  if (state.kind === "redacted") return [state.data];
  return [state.data, ...namesIn(state)];
};
