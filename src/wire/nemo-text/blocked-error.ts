import type { Verdict } from "../../types.ts";
import type { ErrorObject } from "../failure.ts";

/** The error object of a blocked answer, as NeMo Guardrails words it. */
export const blockedError = ({ rail, code }: Verdict): ErrorObject =>
  code === "content_blocked"
    ? { message: `Blocked by ${rail} rails.`, type: "guardrails_violation", param: rail, code }
    : { message: `Internal error in ${rail} rail: the check failed`, type: "internal_error", param: rail, code };

/** JSON with a space after `:` and `,`, which is how NeMo Guardrails (Python) writes its error chunk. */
const spacedJson = (object: object): string =>
  `{${Object.entries(object)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(", ")}}`;

/** An error as the chunk of text that NeMo Guardrails ends a stream with. */
export const errorChunk = (error: object): string => `{"error": ${spacedJson(error)}}`;
