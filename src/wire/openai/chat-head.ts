import type { ResponseFacts } from "../../types/stream-part.ts";
import type { AnswerFrame } from "../wire.ts";

/** The common fields of a chat completion and of its chunks. */
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
