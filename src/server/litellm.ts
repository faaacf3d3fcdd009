import type { RailsResult } from "../engine/check.ts";
import type { LLMRails } from "../engine/llm-rails.ts";
import { optional } from "../json.ts";
import { messageText } from "../rails/request/message-text.ts";
import type { InputMessage } from "../types/chat-message.ts";
import { railsFor, runCheck } from "./checks.ts";
import type { Handler } from "./gateway.ts";
import { type GuardrailRequest, litellmRequestReader } from "./reading/litellm-request.ts";
import { readJsonObject } from "./reading/read-json.ts";
import type { RequestRecord } from "./request-record.ts";

/** The texts as the rails left them, or the rail that blocked. */
type Checked =
  | {
      readonly texts: readonly string[];
      /**
       * For an answer that may continue: the number of characters at the end of each text that rails may still change.
       */
      readonly unsettled?: readonly number[];
    }
  | { readonly blockedBy: string };

interface Guard {
  readonly rails: LLMRails;
  readonly record: RequestRecord;
  readonly signal: AbortSignal;
}

const user = (content: string): InputMessage => ({ role: "user", content });

const blockedBy = ({ rail }: RailsResult): Checked => ({ blockedBy: rail ?? "unknown" });

/** The texts of a request are checked as one conversation turn, so that judges read them together. */
const checkRequest = async (
  { texts, images, tools }: GuardrailRequest,
  { rails, record, signal }: Guard,
): Promise<Checked> => {
  const messages = [...images, ...texts.map(user)];
  if (messages.length === 0) return { texts };
  const input = { messages, railTypes: ["input"], ...optional("tools", tools), signal } as const;
  const { result, messages: left } = await runCheck(rails, input, record);
  // A removed text cannot be represented in the response.
  if (result.status === "blocked" || left.length !== messages.length) return blockedBy(result);
  return { texts: left.slice(images.length).map(messageText) };
};

/** Each text of an answer is a choice, and is checked separately. */
const checkResponse = async (
  { texts, calls, tools }: GuardrailRequest,
  { rails, record, signal }: Guard,
): Promise<Checked> => {
  const checked: string[] = [];
  const unsettled: number[] = [];
  const railTypes = ["output"] as const;
  for (const text of texts) {
    const input = { messages: [{ role: "assistant", content: text }], railTypes, signal } as const;
    const { result, ...left } = await runCheck(rails, input, record);
    if (result.status === "blocked") return blockedBy(result);
    checked.push(result.content);
    unsettled.push(left.unsettled());
  }
  if (calls === undefined) return { texts: checked, unsettled };
  const { result } = await runCheck(
    rails,
    { messages: [calls], railTypes, ...optional("tools", tools), signal },
    record,
  );
  // The response has no field for rewritten tool calls.
  return result.status === "passed" ? { texts: checked, unsettled } : blockedBy(result);
};

/**
 * `POST /beta/litellm_basic_guardrail_api`: LiteLLM's generic guardrail API. Its proxy has requests (`pre_call`) and
 * answers (`post_call`) checked here, including masks.
 */
export const litellmGuardrail: Handler = async (request, record, gateway, access) => {
  const subject = gateway.reader(litellmRequestReader)(await readJsonObject(request, gateway.limits));
  const guard = { rails: railsFor(gateway, access, subject, record), record, signal: request.signal };
  const checked = await (subject.kind === "request" ? checkRequest : checkResponse)(subject, guard);
  if ("blockedBy" in checked) {
    return Response.json({ action: "BLOCKED", blocked_reason: `Blocked by ${checked.blockedBy} rails.` });
  }
  const { texts, unsettled = [] } = checked;
  const isChanged = texts.some((text, index) => text !== subject.texts[index]);
  return Response.json({
    ...(isChanged ? { action: "GUARDRAIL_INTERVENED", texts } : { action: "NONE" }),
    // LiteLLM holds these characters back until it sends more of the stream.
    ...(unsettled.some((count) => count > 0) ? { stream_holdback_chars: unsettled } : {}),
  });
};
