import * as v from "valibot";
import type { PatternEdits } from "../../library/regex-detection/edited-patterns.ts";
import type { GatewayLimits } from "../gateway-options.ts";
import type { ChatRequest } from "../reading/chat/chat-request.ts";
import { parse, refuse } from "../reading/parse.ts";
import type { Recorded } from "./play-events.ts";

const MAX_PATTERNS = 100;
const MAX_PATTERN_LENGTH = 1_000;
const MAX_PIECES = 50_000;

/** A request of the page. */
export interface PlayRequest {
  readonly chat: ChatRequest;
  readonly edits?: PatternEdits | undefined;
  /** The model's earlier answer, to replay. Neither the model nor a judge is called. */
  readonly recording?: readonly Recorded[] | undefined;
}

const recorded = v.strictObject({
  channel: v.picklist(["text", "reasoning", "refusal"]),
  text: v.string(),
});

const schema = v.strictObject({
  chat: v.record(v.string(), v.unknown()),
  edits: v.optional(
    v.strictObject({
      patterns: v.pipe(
        v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PATTERN_LENGTH))),
        v.maxLength(MAX_PATTERNS),
      ),
      action: v.picklist(["mask", "block"]),
    }),
  ),
  recording: v.optional(v.pipe(v.array(recorded), v.maxLength(MAX_PIECES))),
});

/** Throws a RefusedRequest that names the invalid field. */
export const readPlayRequest = (
  body: Readonly<Record<string, unknown>>,
  readChat: (body: Readonly<Record<string, unknown>>) => ChatRequest,
  { maxTextLength }: GatewayLimits,
): PlayRequest => {
  const { chat, edits, recording } = parse(schema, body);
  const length = (recording ?? []).reduce((sum, { text }) => sum + text.length, 0);
  if (length > maxTextLength) throw refuse(`Too long: expected at most ${maxTextLength} characters`, "recording");
  return { chat: readChat(chat), edits, recording };
};
