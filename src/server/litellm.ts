import type { RailsResult } from "../engine/check.ts";
import type { LLMRails } from "../engine/llm-rails.ts";
import { messageText } from "../rails/request/message-text.ts";
import { optional } from "../json.ts";
import type { InputMessage } from "../types.ts";
import { railsFor, runCheck } from "./checks.ts";
import type { Handler } from "./gateway.ts";
import { type GuardrailRequest, litellmRequestReader } from "./reading/litellm-request.ts";
import { readJsonObject } from "./reading/read-json.ts";
import type { RequestRecord } from "./request-record.ts";

/** Texts as the rails left them, or the rail that has something against them. */
type Checked =
  | {
      readonly texts: readonly string[];
      /** Of the texts of an answer: how many characters at the end of each are not sure yet, if this is no more than its beginning. */
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

/** Texts of a request are what one side says, so that judges read them as one. */
const checkRequest = async (
  { texts, images, tools }: GuardrailRequest,
  { rails, record, signal }: Guard,
): Promise<Checked> => {
  const messages = [...images, ...texts.map(user)];
  if (messages.length === 0) return { texts };
  const input = { messages, railTypes: ["input"], ...optional("tools", tools), signal } as const;
  const { result, messages: left } = await runCheck(rails, input, record);
  // A text that is gone has no place to be told in.
  if (result.status === "blocked" || left.length !== messages.length) return blockedBy(result);
  return { texts: left.slice(images.length).map(messageText) };
};

/** Texts of an answer are its choices. */
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
  // There is no place for calls that were rewritten.
  return result.status === "passed" ? { texts: checked, unsettled } : blockedBy(result);
};

/**
 * `POST /beta/litellm_basic_guardrail_api`: LiteLLM's generic guardrail API, so that its proxy asks this gateway about requests
 * (`pre_call`) and answers (`post_call`), masks included.
 */
export const litellmGuardrail: Handler = async (request, record, gateway, access) => {
  const asked = gateway.reader(litellmRequestReader)(await readJsonObject(request, gateway.limits));
  const guard = { rails: railsFor(gateway, access, asked, record), record, signal: request.signal };
  const checked = await (asked.kind === "request" ? checkRequest : checkResponse)(asked, guard);
  if ("blockedBy" in checked) {
    return Response.json({ action: "BLOCKED", blocked_reason: `Blocked by ${checked.blockedBy} rails.` });
  }
  const { texts, unsettled = [] } = checked;
  const isChanged = texts.some((text, index) => text !== asked.texts[index]);
  return Response.json({
    ...(isChanged ? { action: "GUARDRAIL_INTERVENED", texts } : { action: "NONE" }),
    // LiteLLM keeps them back until it asks again with more of the stream.
    ...(unsettled.some((count) => count > 0) ? { stream_holdback_chars: unsettled } : {}),
  });
};
