import * as v from "valibot";
import { ConfigError } from "../../errors.ts";
import type { FinishReason } from "../../types/stream-part.ts";

/** What goes wrong, and when. Counts are of deltas sent before it. */
export interface ScriptedFault {
  /** The answer ends without saying that it is complete. */
  readonly truncate_after?: number | undefined;
  /** The provider reports an error. */
  readonly error_after?: number | undefined;
  /** Nothing more comes, and nothing ends. */
  readonly stall_after?: number | undefined;
  /** The call is refused with this HTTP status. */
  readonly status?: number | undefined;
  /** With `status`: seconds the provider asks to wait. */
  readonly retry_after?: number | undefined;
}

/** Tokens that a script reports. */
export interface ScriptedUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

/** A tool call that a script answers with. */
export interface ScriptedToolCall {
  readonly id?: string | undefined;
  readonly name: string;
  /** JSON text, or the object itself. Default `{}`. */
  readonly arguments?: string | Readonly<Record<string, unknown>> | undefined;
}

/** An answer of a script. The first one whose `match` fits is given; those without come in turn. */
export interface ScriptedReply {
  /** A text the last user message must contain for this reply to be chosen. */
  readonly match?: string | undefined;
  readonly content?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly refusal?: string | undefined;
  readonly tool_calls?: readonly ScriptedToolCall[] | undefined;
  /** Default `tool_calls` for a reply with tool calls, else `stop`. */
  readonly finish_reason?: FinishReason | undefined;
  /** Before the usage of the script. */
  readonly usage?: ScriptedUsage | false | undefined;
  /** Before the fault of the script. */
  readonly fault?: ScriptedFault | undefined;
}

/** What a scripted model says and how, under the names it has in a config. */
export interface ScriptInput {
  /** Default: one fixed sentence. */
  readonly replies?: readonly (string | ScriptedReply)[] | undefined;
  /** What one delta holds: a word with the space behind it (default), a character, or so many characters. */
  readonly chunk?: "word" | "char" | number | undefined;
  /** Milliseconds before each delta. Default 0. */
  readonly delay_ms?: number | undefined;
  /** Milliseconds before the answer begins. Default 0. */
  readonly first_delay_ms?: number | undefined;
  /** Default: counted from the texts and marked as estimated. False: none is reported. */
  readonly usage?: ScriptedUsage | false | undefined;
  readonly fault?: ScriptedFault | undefined;
}

/** A script that was checked, with its defaults. */
export interface Script extends ScriptInput {
  readonly replies: readonly ScriptedReply[];
  readonly chunk: "word" | "char" | number;
  readonly delay_ms: number;
  readonly first_delay_ms: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));
const usage = v.union([v.object({ prompt_tokens: count, completion_tokens: count }), v.literal(false)]);

const fault = v.strictObject({
  truncate_after: v.optional(count),
  error_after: v.optional(count),
  stall_after: v.optional(count),
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  retry_after: v.optional(v.pipe(v.number(), v.minValue(0))),
});

const reply = v.strictObject({
  match: v.optional(v.string()),
  content: v.optional(v.string()),
  reasoning: v.optional(v.string()),
  refusal: v.optional(v.string()),
  tool_calls: v.optional(
    v.array(
      v.strictObject({
        id: v.optional(v.string()),
        name: v.string(),
        arguments: v.optional(v.union([v.string(), v.record(v.string(), v.unknown())])),
      }),
    ),
  ),
  finish_reason: v.optional(v.picklist(["stop", "length", "tool_calls", "content_filter", "function_call"])),
  usage: v.optional(usage),
  fault: v.optional(fault),
});

const textReply = v.pipe(
  v.string(),
  v.transform((content) => ({ content })),
);

const script = v.object({
  replies: v.optional(v.pipe(v.array(v.union([textReply, reply])), v.minLength(1, "Expected at least one reply")), [
    "This is a scripted answer.",
  ]),
  chunk: v.optional(v.union([v.picklist(["word", "char"]), v.pipe(v.number(), v.integer(), v.minValue(1))]), "word"),
  delay_ms: v.optional(milliseconds, 0),
  first_delay_ms: v.optional(milliseconds, 0),
  usage: v.optional(usage),
  fault: v.optional(fault),
});

/**
 * Checks a script and fills in its defaults. Keys it does not know are left to others: a config keeps sampling
 * parameters in the same place.
 */
export const parseScript = (input: unknown): Script => {
  const result = v.safeParse(script, input);
  if (result.success) return result.output;
  throw new ConfigError(
    result.issues.map((issue) => ({ path: `models.parameters.${v.getDotPath(issue) ?? ""}`, message: issue.message })),
  );
};
