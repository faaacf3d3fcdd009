import { isRecord, parseJson } from "../json.ts";
import { toBase64 } from "../text/base64.ts";
import type { ToolCall, ToolCallState } from "../types.ts";
import type { ThoughtFields } from "./thoughts.ts";

/** What a provider wants back with a turn: with its thoughts, and with its calls by their ids. */
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

/** Says whose seal it is, and of which form. */
const PREFIX = "edgerails.1.";

const fromBase64 = (text: string): string =>
  new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));

/**
 * What a provider wants back with a turn, as the one opaque text that other formats than chats have for it. It hides nothing: what
 * it holds was read by rails on its way out, and is read again when it comes back.
 */
export const encodeTurnState = (state: TurnState): string | undefined =>
  Object.keys(state).length === 0 ? undefined : PREFIX + toBase64(new TextEncoder().encode(JSON.stringify(state)));

/** What a seal may hold. Whoever knows its form can write one, and must not say more with it. */
const FIELDS: readonly (keyof TurnState)[] = ["thinking_blocks", "reasoning_details", "calls"];

/** What was encoded here, as fields of a message that are yet to be checked. Undefined for what somebody else encrypted. */
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
