import type { PatternRule } from "../../text/patterns/rule.ts";

/**
 * Supports the subset of YARA in which a single string decides: text strings and regular expressions, and a condition
 * that any of them meets. Conditions on several strings, counts, positions or modules would need the complete text.
 * Syntax: YARA's documentation, "Writing YARA rules".
 */
export type YaraRules = { readonly rules: readonly PatternRule[] } | { readonly problem: string };

const RULE = /^\s*(?:(?:private|global)\s+)*rule\s+(\w+)[^{]*\{([^]*)\}\s*$/;
const STRINGS = /\bstrings\s*:([^]*?)\bcondition\s*:([^]*)$/;
const STRING =
  /\$(\w*)\s*=\s*(?:"((?:[^"\\\n]|\\.)*)"|\/((?:[^/\\\n]|\\.)+)\/([is]*))((?:[ \t]+\w+)*)[ \t]*(?=\n|$|\$)/g;
const MODIFIERS: ReadonlySet<string> = new Set(["nocase", "ascii", "private", "fullword"]);

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\" };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\${sign}`);

const withoutComments = (source: string): string =>
  source.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\*[^]*?\*\/|(^|\s)\/\/[^\n]*/g, (found) =>
    found.startsWith('"') ? found : " ",
  );

/** Whether the condition holds for any one string: `any of them`, `1 of ($a*)`, `$a or $b`. */
const isAny = (condition: string): boolean =>
  /^\s*(?:any|1)\s+of\s+(?:them|\([^()]*\))\s*$/.test(condition) || /^\s*\$\w*(?:\s+or\s+\$\w*)*\s*$/.test(condition);

/** Whether a condition refers to a name. */
const isMeant = (condition: string, name: string): boolean => {
  if (/\bthem\b/.test(condition)) return true;
  return [...condition.matchAll(/\$(\w*)(\*?)/g)].some(([, start = "", star]) =>
    star === "*" ? name.startsWith(start) : name === start,
  );
};

const patternOf = (id: string, [, , text, regExp, flags = "", after = ""]: RegExpMatchArray): PatternRule => {
  const modifiers = after.trim().split(/\s+/);
  const pattern =
    regExp === undefined ? literal(unescaped(text ?? "")) : `${flags.includes("s") ? "(?s)" : ""}${regExp}`;
  const isWord = modifiers.includes("fullword");
  return {
    id,
    ignoreCase: modifiers.includes("nocase") || flags.includes("i"),
    pattern: isWord ? String.raw`(?<!\w)(?:${pattern})(?!\w)` : pattern,
  };
};

/** Parses the source of one rule. Its findings have the label `id`. */
export const readYara = (id: string, source: string): YaraRules => {
  const [, , body] = RULE.exec(withoutComments(source)) ?? [];
  if (body === undefined)
    return { problem: "expected one YARA rule, as in `rule name { strings: … condition: any of them }`" };
  const [, strings, condition] = STRINGS.exec(body) ?? [];
  if (strings === undefined || condition === undefined) return { problem: "expected `strings:` and `condition:`" };
  if (!isAny(condition)) {
    return { problem: `the condition \`${condition.trim()}\` is not run here: write \`any of them\`, or \`$a or $b\`` };
  }
  const found = [...strings.matchAll(STRING)];
  const rest = strings.replaceAll(STRING, "").trim();
  if (found.length === 0 || rest !== "")
    return { problem: `expected texts in quotes or /regular expressions/ as strings, found \`${rest.slice(0, 60)}\`` };
  const unsupported = found
    .flatMap((one) => (one[5] ?? "").trim().split(/\s+/))
    .find((one) => one !== "" && !MODIFIERS.has(one));
  if (unsupported !== undefined) return { problem: `the modifier \`${unsupported}\` is not run here` };
  return { rules: found.filter(([, name = ""]) => isMeant(condition, name)).map((one) => patternOf(id, one)) };
};
