import type * as v from "valibot";
import { kindOf } from "../../json.ts";
import type { ConfigPath } from "../reading/config-node.ts";

/** An issue at a path of a config, before its file and line are known. */
export interface PathIssue {
  readonly path: ConfigPath;
  readonly message: string;
}

const MAX_SHOWN = 60;

const quoteShort = (text: string): string =>
  JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

/** Describes a value in messages. */
export function describeValue(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return value.trim() === "" ? "an empty text" : `the text ${quoteShort(value)}`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  const kind = kindOf(value);
  return kind === "an Object" ? "a mapping of keys" : kind;
}

/** The hint to quote a text that YAML read as another type. */
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

/** The message of an issue without one of its own, without the value. */
export const plainWords = ({ message, received }: v.BaseIssue<unknown>): string =>
  received === "undefined"
    ? "is missing"
    : message.replace(/^Invalid [\w ]+: Expected (.+?) but received .*$/s, "expected $1");

const pathOf = (issue: v.BaseIssue<unknown>): ConfigPath =>
  (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));

/** The message of an issue. Missing keys are reported by the object around them, which does not know their schema. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  const key = pathOf(issue).at(-1);
  const missing = issue.type === "loose_object" && issue.received === "undefined" && key !== undefined;
  return missing ? `\`${key}\` is missing` : issue.message;
}

/** Converts schema issues to paths and messages. */
export const formatIssues = (issues: readonly v.BaseIssue<unknown>[]): PathIssue[] =>
  issues.map((issue) => ({ path: pathOf(issue), message: messageOf(issue) }));
