import { parseJson } from "../../json.ts";
import type { TextFinding } from "../../text/text-gate.ts";
import { escapeJson, isJsonScalar } from "../../text/views/json-reader.ts";
import type { Channel } from "../../types/channel.ts";

/** Gives the pseudonym of a value. */
export type Pseudonymizer = (label: string, value: string) => string;

const labelOf = ({ label = "REDACTED" }: TextFinding): string => label;

/** Whether a JSON number or literal was replaced by a string, with its quotes. */
const isQuoted = ({ replacement }: TextFinding, raw: string): boolean =>
  isJsonScalar(raw) && replacement.startsWith('"') && replacement.endsWith('"');

/** In JSON, the value is what its escapes stand for, and the pseudonym is escaped. */
const inJson = (finding: TextFinding, raw: string, pseudonym: Pseudonymizer): string => {
  const value = parseJson(`"${raw}"`);
  return escapeJson(pseudonym(labelOf(finding), typeof value === "string" ? value : raw));
};

/** The replacement of a finding. A finding that removes its text gets no pseudonym. */
const standIn = (finding: TextFinding, raw: string, channel: Channel, pseudonym: Pseudonymizer): string => {
  if (finding.replacement === "") return "";
  if (isQuoted(finding, raw)) return JSON.stringify(pseudonym(labelOf(finding), raw));
  return channel === "tool-call" ? inJson(finding, raw, pseudonym) : pseudonym(labelOf(finding), raw);
};

/** Replaces the findings in a text by pseudonyms. */
export const withPseudonyms = (
  text: string,
  findings: readonly TextFinding[],
  channel: Channel,
  pseudonym: Pseudonymizer,
): string => {
  let masked = "";
  let at = 0;
  for (const finding of findings) {
    const raw = text.slice(finding.start, finding.end);
    masked += text.slice(at, finding.start) + standIn(finding, raw, channel, pseudonym);
    at = finding.end;
  }
  return masked + text.slice(at);
};
