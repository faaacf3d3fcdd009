import { parseJson } from "../../json.ts";
import type { TextFinding } from "../../text/text-gate.ts";
import { escapeJson, isJsonScalar } from "../../text/views/json-reader.ts";
import type { Channel } from "../../types.ts";
import type { Vault } from "./vault.ts";

const labelOf = ({ label = "REDACTED" }: TextFinding): string => label;

/** A number of JSON became a string. */
const isQuoted = ({ replacement }: TextFinding, raw: string): boolean =>
  isJsonScalar(raw) && replacement.startsWith('"') && replacement.endsWith('"');

/** In JSON a value is read with its escapes undone, and what stands for it is escaped. */
const inJson = (finding: TextFinding, raw: string, vault: Vault): string => {
  const value = parseJson(`"${raw}"`);
  return escapeJson(vault.pseudonym(labelOf(finding), typeof value === "string" ? value : raw));
};

/** What a rail takes away is no value, so nothing stands for it. */
const standIn = (finding: TextFinding, raw: string, channel: Channel, vault: Vault): string => {
  if (finding.replacement === "") return "";
  if (isQuoted(finding, raw)) return JSON.stringify(vault.pseudonym(labelOf(finding), raw));
  return channel === "tool-call" ? inJson(finding, raw, vault) : vault.pseudonym(labelOf(finding), raw);
};

/** A text with pseudonyms where masks were found in it. */
export const withPseudonyms = (
  text: string,
  findings: readonly TextFinding[],
  channel: Channel,
  vault: Vault,
): string => {
  let masked = "";
  let at = 0;
  for (const finding of findings) {
    const raw = text.slice(finding.start, finding.end);
    masked += text.slice(at, finding.start) + standIn(finding, raw, channel, vault);
    at = finding.end;
  }
  return masked + text.slice(at);
};
