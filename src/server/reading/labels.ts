import * as v from "valibot";
import { isRecord } from "../../json.ts";
import { type SchemaOf, shortText } from "./basic-schemas.ts";
import { limited } from "./chat/vendor-sampling.ts";

/** Providers only accept texts, so other values are sent as JSON. */
const label = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === "string" ? value : JSON.stringify(value))),
  shortText(512),
);

const withoutNull = (value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null)) : value;

/** `metadata`: at most 16 labels of a request. */
export const labels: SchemaOf<Readonly<Record<string, unknown>>> = v.pipe(
  v.unknown(),
  v.transform(withoutNull),
  limited(label, 16),
);

const ID = "expected a text, or an object with an id";

/**
 * `user`: the id of the user. Some pages send their whole record of a user; its other fields are removed, since they
 * are personal data.
 */
export const userId: SchemaOf<string | undefined> = v.pipe(
  v.unknown(),
  v.transform((user) => (isRecord(user) ? user["id"] : user)),
  v.optional(v.pipe(v.string(ID), v.maxLength(512, "expected at most 512 characters"))),
);
