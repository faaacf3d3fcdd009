import { EscapeNormalizer } from "../../text/normalize/escape-normalizer.ts";
import { mergedGates } from "../../text/normalize/merged-gates.ts";
import { NormalizingGate } from "../../text/normalize/normalizing-gate.ts";
import { compileRules } from "../../text/patterns/compile-rules.ts";
import { RuleGate } from "../../text/patterns/rule-gate.ts";
import type { TextGate } from "../../text/text-gate.ts";
import { linkRules } from "./link-rules.ts";
import type { LinkSettings } from "./settings.ts";

/** Code units. A longer match exceeds the length limit of links, so it is not allowed in any case. */
const MAX_LENGTH = 2_100;

/**
 * Returns a factory of gates that block or mask links. A text is matched as it is and with HTML entities decoded, since
 * readers differ in what they decode. Percent-encoding is handled as part of a link.
 */
export const linkGates = (settings: LinkSettings, action: "block" | "mask"): (() => TextGate) => {
  const program = compileRules(linkRules(settings));
  const { maskToken: replacement } = settings;
  const gate = (): TextGate =>
    new RuleGate(program, { action, replacement, maxMatchLength: MAX_LENGTH, onOverflow: action });
  return () => mergedGates([gate(), new NormalizingGate(new EscapeNormalizer("entities"), gate())]);
};
