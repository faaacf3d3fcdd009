import * as v from "valibot";
import { RefusedRequest } from "../failure.ts";

const MAX_MESSAGE = 300;

const MAX_PATH = 128;

/** A request that is refused because of one of its fields. */
export const refuse = (message: string, param: string): RefusedRequest =>
  new RefusedRequest(400, "invalid_request", message, { param: param.slice(0, MAX_PATH) });

/** The value as the schema makes it. Throws a RefusedRequest that names the field at fault; `at` is where the value stands. */
export const parse = <S extends v.GenericSchema>(schema: S, value: unknown, at = ""): v.InferOutput<S> => {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [at, v.getDotPath(issue) ?? ""].filter((step) => step !== "").join(".") || "body";
  if (issue.received === "undefined") throw refuse(`Missing parameter \`${path.slice(0, MAX_PATH)}\``, path);
  throw refuse(`Invalid value for \`${path.slice(0, MAX_PATH)}\`: ${issue.message.slice(0, MAX_MESSAGE)}`, path);
};
