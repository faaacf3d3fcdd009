import type { Verdict } from "../../types/verdict.ts";
import type { ErrorObject } from "../failure.ts";

/** The error object of a blocked answer, worded as in NeMo Guardrails. */
export const blockedError = ({ rail, code }: Verdict): ErrorObject =>
  code === "content_blocked"
    ? { message: `Blocked by ${rail} rails.`, type: "guardrails_violation", param: rail, code }
    : { message: `Internal error in ${rail} rail: the check failed`, type: "internal_error", param: rail, code };

/** JSON with a space after `:` and `,`, as Python writes it in the error chunk of NeMo Guardrails. */
const spacedJson = (object: object): string =>
  `{${Object.entries(object)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(", ")}}`;

/** The text chunk with which NeMo Guardrails ends a stream after an error. */
export const errorChunk = (error: object): string => `{"error": ${spacedJson(error)}}`;
