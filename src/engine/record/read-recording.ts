import * as v from "valibot";
import { plainWords } from "../../config/schema/format-issues.ts";
import { EdgeRailsError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import type { Recording } from "./recording.ts";

const ms = v.pipe(v.number(), v.minValue(0));

const schema = v.object({
  version: v.literal(1),
  recordedAt: v.number(),
  provider: v.string(),
  model: v.string(),
  messages: v.array(v.looseObject({ role: v.string() })),
  params: v.record(v.string(), v.unknown()),
  contentType: v.string(),
  chunks: v.array(
    v.union([v.object({ ms, text: v.string() }), v.object({ ms, base64: v.pipe(v.string(), v.base64()) })]),
  ),
  complete: v.boolean(),
  outcome: v.optional(v.looseObject({ status: v.picklist(["passed", "modified", "blocked"]) })),
});

const noJson = (text: string): string => (text.trim() === "" ? "it is empty" : "it is no JSON, or was cut off");

/**
 * Parses the JSON of a recording.
 * @throws EdgeRailsError (`recording`) with the reason if it is not a recording.
 */
export const readRecording = (text: string): Recording => {
  const json = parseJson(text);
  if (json === undefined) throw new EdgeRailsError("recording", `Not a recording: ${noJson(text)}`);
  const result = v.safeParse(schema, json);
  if (result.success) return result.output as unknown as Recording;
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  throw new EdgeRailsError("recording", `Not a recording: ${place === null ? "" : `${place}: `}${plainWords(issue)}`);
};
