import { ConfigError, type ConfigIssue } from "../errors.ts";

/** Characters. Longer names are not compared, since the cost is the product of both lengths. */
const MAX_COMPARED = 64;
/** Known names up to which a message lists them. */
const MAX_LISTED = 12;

/** The edit distance of two texts: insertions, deletions, substitutions, and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replace = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const least = Math.min(replace, at(i - 1, j) + 1, at(i, j - 1) + 1);
      rows[i]?.push(isSwap ? Math.min(least, at(i - 2, j - 2) + 1) : least);
    }
  }
  return at(a.length, b.length);
}

/** The closest known name within two edits, if there is one. */
export function closestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_COMPARED) return undefined;
  let best: string | undefined;
  let least = Math.min(3, name.length);
  for (const candidate of known) {
    const distance = candidate.length > MAX_COMPARED ? 3 : editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** The suggestion `, did you mean …?` if a known name is close, else the known names if they are few. */
export function hint(name: string, known: readonly string[]): string {
  const close = closestName(name, known);
  if (close !== undefined) return `, did you mean \`${close}\`?`;
  return known.length === 0 || known.length > MAX_LISTED
    ? ""
    : `; known here: ${known.map((key) => `\`${key}\``).join(", ")}`;
}

/** An issue for each name that is not known. An option that is ignored may be one that somebody relies on. */
export const unknownNames = (given: object, known: object, noun: string, path = ""): readonly ConfigIssue[] =>
  Object.keys(given)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => ({
      path: path + name,
      message: `There is no such ${noun}${hint(name, Object.keys(known))}`,
    }));

/** Throws a ConfigError for options that are not known. */
export const assertOptions = (given: object, known: object): void => {
  const issues = unknownNames(given, known, "option");
  if (issues.length > 0) throw new ConfigError(issues);
};
