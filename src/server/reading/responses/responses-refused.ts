import type { JsonRecord } from "../../../json.ts";
import { notAccepted } from "../translated.ts";

type RefusedField = readonly [name: string, nothing: readonly unknown[], reason: string];

const WHOLE = "no conversation is kept here: send the whole conversation in `input`";

/** Unsupported fields, their values without effect, and the reason. */
const REFUSED: readonly RefusedField[] = [
  ["previous_response_id", [""], WHOLE],
  ["conversation", [""], WHOLE],
  ["prompt", [], "no prompts are kept here: send `instructions` and `input`"],
  ["background", [false], "no answer is kept here for later: read it as a stream"],
  ["messages", [], "send `input`, or use /v1/chat/completions"],
  ["max_tokens", [], "use `max_output_tokens`"],
  ["max_completion_tokens", [], "use `max_output_tokens`"],
  ["response_format", [], "use `text.format`"],
  ["reasoning_effort", [], "use `reasoning.effort`"],
  ["verbosity", [], "use `text.verbosity`"],
  ["n", [1], "a response is one answer"],
  ["stop", [], "the Responses API has no stop texts"],
];

export const REFUSED_FIELDS: readonly string[] = REFUSED.map(([name]) => name);

/** Without a store. */
const NO_STORE: RefusedField = ["store", [false], "nothing is kept here: leave it out, or say false"];

/** Throws a RefusedRequest for an unsupported field, unless it has a value without effect. */
export const checkRefused = (body: JsonRecord, isKept: boolean): void => {
  for (const [name, nothing, reason] of isKept ? REFUSED : [...REFUSED, NO_STORE]) {
    const value = body[name] ?? null;
    if (value !== null && !nothing.includes(value)) throw notAccepted(name, reason);
  }
};
