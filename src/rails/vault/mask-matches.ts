import type { TextFinding } from "../../text/text-gate.ts";
import type { Vault } from "./vault.ts";
import { withPseudonyms } from "./with-pseudonyms.ts";

/** What is masked, and the label that its pseudonyms get. */
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
 * A text with pseudonyms in the place of what patterns find. For pages, whose own text is there as a whole and whose own
 * patterns are no danger to them: it needs nothing of the machine that reads streams, and so little of a bundle. Elsewhere
 * see {@link maskText}. Of matches that overlap the one that begins first counts, of two that begin together the longer.
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
  return withPseudonyms(text, apart, "text", vault);
};
