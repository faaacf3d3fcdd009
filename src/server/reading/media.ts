import { THOUGHT_FIELDS } from "../../rails/request/request-texts.ts";
import { isReadableData } from "../../rails/request/unread-media.ts";

/** Fields of a part with inline data. */
const FIELDS: ReadonlySet<string> = new Set(["data", "file_data", "image_url", "url"]);

const DATA_URL = /^data:[^,]{0,256};\s*base64\s*,/i;

/** Shorter data counts as text, which is stricter and avoids inspecting every short field. */
const MIN_LENGTH = 256;

const BASE64_HEAD = /^[A-Za-z0-9+/_-]+$/;

/**
 * The number of Base64 characters in a field that holds a picture, a sound or a file; 0 for other fields. Data that
 * rails read as text counts as text.
 */
export const mediaLength = (key: string, value: unknown): number => {
  if (typeof value !== "string" || value.length < MIN_LENGTH || !FIELDS.has(key)) return 0;
  const isData = DATA_URL.test(value) || BASE64_HEAD.test(value.slice(0, MIN_LENGTH));
  return isData && !isReadableData(value) ? value.length : 0;
};

/** The same for all fields of a value. Reasoning counts as text, even if a provider encrypted it. */
export const allMediaLengths = (value: unknown, field = ""): number => {
  if (THOUGHT_FIELDS.has(field)) return 0;
  if (typeof value !== "object" || value === null) return mediaLength(field, value);
  return Object.entries(value).reduce((sum, [key, inner]) => sum + allMediaLengths(inner, key), 0);
};
