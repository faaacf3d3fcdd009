import { isRecord, parseJson } from "../json.ts";
import { toBase64 } from "../text/base64.ts";
import type { ToolCall, ToolCallState } from "../types/chat-message.ts";
import type { ThoughtFields } from "./thoughts.ts";

/** The state that a provider wants back with a turn: with its reasoning, and with its tool calls by id. */
export interface TurnState extends ThoughtFields {
  readonly calls?: Readonly<Record<string, ToolCallState>>;
}

/** The state of a turn with these thoughts and calls. */
export const turnState = (
  thoughts: ThoughtFields,
  calls: readonly Pick<ToolCall, "id" | "extra_content">[],
): TurnState => {
  const signed = calls.flatMap(({ id, extra_content: state }) => (state === undefined ? [] : [[id, state] as const]));
  return signed.length === 0 ? thoughts : { ...thoughts, calls: Object.fromEntries(signed) };
};

/** Marks text encoded here, with the version of the encoding. */
const PREFIX = "edgerails.1.";

const fromBase64 = (text: string): string =>
  new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));

/**
 * Encodes the state of a turn as one opaque text, for formats that have only such a field for it. It is neither
 * encrypted nor signed: rails have read its content on the way out, and read it again when it comes back.
 */
export const encodeTurnState = (state: TurnState): string | undefined =>
  Object.keys(state).length === 0 ? undefined : PREFIX + toBase64(new TextEncoder().encode(JSON.stringify(state)));

/** The fields that are decoded. Anyone can encode a state, and must not be able to add other fields. */
const FIELDS: readonly (keyof TurnState)[] = ["thinking_blocks", "reasoning_details", "calls"];

/**
 * Decodes a turn state to fields of a message, which still have to be checked. Undefined for text that was not encoded
 * here.
 */
export const decodeTurnState = (encoded: string): Readonly<Record<string, unknown>> | undefined => {
  if (!encoded.startsWith(PREFIX)) return undefined;
  try {
    const fields = parseJson(fromBase64(encoded.slice(PREFIX.length)));
    if (!isRecord(fields)) return undefined;
    return Object.fromEntries(FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
  } catch {
    return undefined;
  }
};
