import { isRecord } from "../../json.ts";
import { bounded } from "./template-math.ts";
import { capitalized, lettersTitled, replaced, split, strip } from "./template-text.ts";
import { contains, iterate, memberOf, typeName } from "./template-values.ts";
import { toText } from "./template-write.ts";

type Method = (receiver: unknown, ...args: readonly unknown[]) => unknown;

const textMethod =
  (name: string, run: (text: string, ...args: readonly unknown[]) => unknown): Method =>
  (receiver, ...args) => {
    if (receiver === undefined) return undefined;
    if (typeof receiver !== "string") throw new TypeError(`${name}() needs a text, not ${typeName(receiver)}`);
    return run(receiver, ...args);
  };

const dictMethod =
  (name: string, run: (dict: Readonly<Record<string, unknown>>, ...args: readonly unknown[]) => unknown): Method =>
  (receiver, ...args) => {
    if (receiver === undefined) return name === "get" ? undefined : [];
    if (!isRecord(receiver)) throw new TypeError(`${name}() needs a dict, not ${typeName(receiver)}`);
    return run(receiver, ...args);
  };

const anyOf = (value: unknown, is: (affix: string) => boolean): boolean =>
  (Array.isArray(value) ? value : [value]).some((affix) => is(toText(affix)));

/** The methods that `value.name(…)` can call. No other function can be reached from a template. */
export const METHODS: Readonly<Record<string, Method>> = Object.freeze({
  upper: textMethod("upper", (text) => text.toUpperCase()),
  lower: textMethod("lower", (text) => text.toLowerCase()),
  title: textMethod("title", lettersTitled),
  capitalize: textMethod("capitalize", capitalized),
  strip: textMethod("strip", (text, set) => strip(text, set)),
  lstrip: textMethod("lstrip", (text, set) => strip(text, set, "start")),
  rstrip: textMethod("rstrip", (text, set) => strip(text, set, "end")),
  split: textMethod("split", (text, separator, most) => split(text, separator, most)),
  splitlines: textMethod("splitlines", (text) => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/))),
  replace: textMethod("replace", (text, old, fresh, count) => replaced(text, toText(old), toText(fresh), count)),
  startswith: textMethod("startswith", (text, affix) => anyOf(affix, (one) => text.startsWith(one))),
  endswith: textMethod("endswith", (text, affix) => anyOf(affix, (one) => text.endsWith(one))),
  join: textMethod("join", (text, items) => bounded(iterate(items).map(toText).join(text))),
  items: dictMethod("items", (dict) => Object.entries(dict)),
  keys: dictMethod("keys", (dict) => Object.keys(dict)),
  values: dictMethod("values", (dict) => Object.values(dict)),
  get: dictMethod("get", (dict, key, other = null) => (contains(dict, key) ? memberOf(dict, key) : other)),
});
