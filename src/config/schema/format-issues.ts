import type * as v from "valibot";
import type { ConfigPath } from "../reading/config-node.ts";

/** Something wrong at a path of a config, before it is known where that path was written. */
export interface PathIssue {
  readonly path: ConfigPath;
  readonly message: string;
}

const MAX_SHOWN = 60;

const quoteShort = (text: string): string =>
  JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

/** A value in the words of a message. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return value.trim() === "" ? "an empty text" : `the text ${quoteShort(value)}`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return "a mapping of keys";
}

/** Quoted text would have been read as another type: say what to do about it. */
const fix = (what: string, value: unknown): string =>
  what.includes("text") && (typeof value === "number" || typeof value === "boolean")
    ? `; put it in quotes: "${value}"`
    : "";

/** The message of a schema: `expected … but found …`. */
export const expected =
  (what: string) =>
  (issue: v.BaseIssue<unknown>): string =>
    issue.received === "undefined"
      ? `Missing: expected ${what}`
      : `expected ${what} but found ${describeValue(issue.input)}${fix(what, issue.input)}`;

/** What the schema library says of an issue that has no words of its own: told like the rest, without the value. */
export const plainWords = ({ message, received }: v.BaseIssue<unknown>): string =>
  received === "undefined"
    ? "is missing"
    : message.replace(/^Invalid [\w ]+: Expected (.+?) but received .*$/s, "expected $1");

const pathOf = (issue: v.BaseIssue<unknown>): ConfigPath =>
  (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));

/** A missing key is reported by the object around it, which cannot know what the key holds. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  const key = pathOf(issue).at(-1);
  const missing = issue.type === "loose_object" && issue.received === "undefined" && key !== undefined;
  return missing ? `\`${key}\` is missing` : issue.message;
}

/** What a schema found wrong, as paths and messages. */
export const formatIssues = (issues: readonly v.BaseIssue<unknown>[]): PathIssue[] =>
  issues.map((issue) => ({ path: pathOf(issue), message: messageOf(issue) }));
