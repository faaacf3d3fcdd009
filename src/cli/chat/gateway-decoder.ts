import { isOneOf, isRecord, parseJson } from "../../json.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { RailType, Verdict, VerdictCode } from "../../types/verdict.ts";
import { chatCompletionDecoder } from "../../wire/openai/chat-completion-decoder.ts";
import type { ServerSentEvent } from "../../wire/sse/sse-decoder.ts";

const RAIL_TYPES: readonly RailType[] = ["input", "output", "retrieval", "tool_input", "tool_output"];

const railTypeOf = (value: unknown): RailType => (isOneOf(RAIL_TYPES, value) ? value : "output");

const codeOf = (value: unknown): VerdictCode =>
  value === "rail_execution_failure" ? "rail_execution_failure" : "content_blocked";

/** The verdict in a `guardrails` field, if there is one. */
export const verdictField = (field: unknown): Verdict | undefined => {
  if (!isRecord(field)) return undefined;
  const { status, rail, rail_type: railType, code } = field;
  if (status !== "blocked" && status !== "modified") return undefined;
  return { status, rail: String(rail), railType: railTypeOf(railType), code: codeOf(code), channel: "text" };
};

/** A block in the format of NeMo Guardrails, which servers with `on_block: error` send. */
const readBlockedError = (field: unknown): Verdict | undefined => {
  if (!isRecord(field)) return undefined;
  const { code, param } = field;
  if (code !== "content_blocked" && code !== "rail_execution_failure") return undefined;
  return { status: "blocked", rail: String(param), railType: "output", code, channel: "text" };
};

const verdictPart = (verdict: Verdict): StreamPart => ({ type: "verdict", choice: 0, verdict });

/** Decodes the events of a gateway to parts: those of chat completions, and verdicts. */
export const gatewayDecoder = (): Stage<ServerSentEvent, StreamPart> => {
  const inner = chatCompletionDecoder();
  return {
    name: "gateway-decoder",
    feed(event, output) {
      const { data } = event;
      const mayControl = data.includes('"guardrails"') || data.startsWith('{"error"');
      const chunk = mayControl ? parseJson(data) : undefined;
      if (!isRecord(chunk)) return inner.feed(event, output);
      const blocked = readBlockedError(chunk["error"]);
      if (blocked !== undefined) {
        output.enqueue(verdictPart(blocked));
        output.enqueue({ type: "finish", choice: 0, reason: "content_filter" });
        return output.terminate();
      }
      const verdict = verdictField(chunk["guardrails"]);
      if (verdict !== undefined) output.enqueue(verdictPart(verdict));
      inner.feed(event, output);
    },
    end: (output) => inner.end?.(output),
  };
};
