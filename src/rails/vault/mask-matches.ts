import type { TextFinding } from "../../text/text-gate.ts";
import type { Vault } from "./vault.ts";
import { withPseudonyms } from "./with-pseudonyms.ts";

/** A pattern of values to mask, and the label of their pseudonyms. */
export interface MaskedKind {
  readonly label: string;
  readonly pattern: RegExp;
}

const findingsOf = (text: string, { label, pattern }: MaskedKind): readonly TextFinding[] => {
  const flags = pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`;
  return [...text.matchAll(new RegExp(pattern.source, flags))]
    .filter(([value]) => value !== "")
    .map(({ 0: value, index: start }) => {
      const end = start + value.length;
      return { action: "mask", start, end, at: start, replacement: `<${label}>`, label, reason: label };
    });
};

/**
 * Replaces what patterns match by pseudonyms. For browser pages, where the whole text is at hand and the page's own
 * patterns can be trusted: it runs them as a backtracking `RegExp`, without the pattern engine for streams, which keeps
 * the bundle small. Elsewhere use {@link maskText}. Of overlapping matches the first wins, of two with the same start
 * the longer.
 *
 * @example
 * const vault = new Vault("numbered");
 * const masked = maskMatches(question, [{ label: "EMAIL", pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/ }], vault);
 */
export const maskMatches = (text: string, kinds: readonly MaskedKind[], vault: Vault): string => {
  let end = 0;
  const apart = kinds
    .flatMap((kind) => findingsOf(text, kind))
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((finding) => {
      const isApart = finding.start >= end;
      if (isApart) end = finding.end;
      return isApart;
    });
  return withPseudonyms(text, apart, "text", (label, value) => vault.pseudonym(label, value));
};
