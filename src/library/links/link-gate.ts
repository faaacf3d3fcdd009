import { EscapeNormalizer } from "../../text/normalize/escape-normalizer.ts";
import { mergedGates } from "../../text/normalize/merged-gates.ts";
import { NormalizingGate } from "../../text/normalize/normalizing-gate.ts";
import { RuleGate } from "../../text/patterns/rule-gate.ts";
import { compileRules } from "../../text/patterns/compile-rules.ts";
import type { TextGate } from "../../text/text-gate.ts";
import { linkRules } from "./link-rules.ts";
import type { LinkSettings } from "./settings.ts";

/** Longer than a link may be. What may still be a link then is none that is allowed. */
const MAX_LENGTH = 2_100;

/**
 * Makes machines that block or mask links, one for each text. A text is read as it stands and with the entities of HTML
 * undone, since what one reader shows as text is a link to the next. Percent signs stay: they are read as part of a link.
 */
export const linkGates = (settings: LinkSettings, action: "block" | "mask"): (() => TextGate) => {
  const program = compileRules(linkRules(settings));
  const { maskToken: replacement } = settings;
  const gate = (): TextGate =>
    new RuleGate(program, { action, replacement, maxMatchLength: MAX_LENGTH, onOverflow: action });
  return () => mergedGates([gate(), new NormalizingGate(new EscapeNormalizer("entities"), gate())]);
};
