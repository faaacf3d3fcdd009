import type { ContextMessage } from "../../../engine/generation-input.ts";
import { isRecord, type JsonRecord } from "../../../json.ts";
import type { ChatMessage } from "../../../types/chat-message.ts";
import { refuse } from "../parse.ts";
import type { FieldPolicy } from "./field-policy.ts";

/** A field that is given in two places must have the same value. The order of keys counts. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Collects the fields about rails from `guardrails` and from the top level of the body. */
export const gatherGuardrails = (policy: FieldPolicy, body: JsonRecord, fields: ReadonlySet<string>): JsonRecord => {
  const nested = body["guardrails"] ?? {};
  if (!isRecord(nested)) throw refuse("Invalid value for `guardrails`: expected an object", "guardrails");
  if (nested["config"] !== undefined) {
    throw refuse("Parameter `guardrails.config` is not accepted: name a config of the gateway", "guardrails.config");
  }
  policy.check(nested, fields, "guardrails.");
  const gathered: Record<string, unknown> = {};
  for (const key of fields) {
    const [top, inner] = [body[key] ?? undefined, nested[key] ?? undefined];
    if (top !== undefined && inner !== undefined && !isSame(top, inner)) {
      throw refuse(`\`${key}\` and \`guardrails.${key}\` say different things: give one of them`, key);
    }
    const value = top ?? inner;
    if (value !== undefined) gathered[key] = value;
  }
  return gathered;
};

/** The selected configs, from either field. */
export const idsOf = (id: string | undefined, ids: readonly string[] | undefined): readonly string[] => {
  if (id !== undefined && ids !== undefined) {
    throw refuse("`config_id` and `config_ids` exclude each other: give one of them", "config_ids");
  }
  return ids ?? (id === undefined ? [] : [id]);
};

/** The conversation, preceded by the variables of the request if there are any. */
export const withContext = (
  context: JsonRecord | undefined,
  messages: readonly ChatMessage[],
): readonly (ChatMessage | ContextMessage)[] =>
  context === undefined ? messages : [{ role: "context", content: context }, ...messages];
