import type { ResponseFacts } from "../../types.ts";
import type { AnswerFrame } from "../wire.ts";

/** What every chunk of a chat completion, and a whole one, begins with. */
export const headOf = (
  object: "chat.completion" | "chat.completion.chunk",
  frame: AnswerFrame,
  upstream: ResponseFacts,
): Readonly<Record<string, unknown>> => {
  const { id, created, fingerprint } = frame.keepsUpstream === true ? upstream : {};
  return {
    id: id ?? frame.id,
    object,
    created: created ?? frame.created,
    model: upstream.model ?? frame.model,
    ...(fingerprint === undefined ? {} : { system_fingerprint: fingerprint }),
  };
};
