import { entitySamples } from "../../bench/detectors/entity-samples.ts";
import { harmfulLinks } from "../../bench/detectors/link-samples.ts";
import { formatSamples, plainKeySamples } from "../../bench/detectors/secret-samples.ts";
import { viewOf } from "../../src/text/views/view-of.ts";
import { gated } from "./gates.ts";
import { gatingRail } from "./mask-cases.ts";

export const TERMS = ["heron", "night owl"];

/** A value of every form alone, so that what a format writes around it touches it. */
const entityValues = (): readonly string[] => {
  const values = entitySamples().flatMap(({ text, spans }) =>
    (spans ?? []).map(([start, end]) => Array.from(text).slice(start, end).join("")),
  );
  const forms = Map.groupBy(values, (value) => value.replaceAll(/\d+/g, "0").replaceAll(/[a-z]+/gi, "a"));
  return [...forms.values()].flatMap(([first]) => first ?? []);
};

/** Every rail that masks what it finds, and texts in which it does. */
const RAILS: Readonly<Record<string, readonly [settings: object, texts: readonly string[]]>> = {
  "mask secrets on output": [
    {},
    [
      ...[...formatSamples(), ...plainKeySamples()].map(({ text }) => text),
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----",
      "password: hunter2Gx!",
      "curl -u me:hunter2Gx! https://example.com",
    ],
  ],
  "mask sensitive data on output": [
    {
      sensitive_data_detection: {
        output: {
          entities: ["URL", "EMAIL_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER", "US_SSN", "IBAN_CODE", "IP_ADDRESS"],
          reading: "decode",
        },
      },
    },
    [...entitySamples().map(({ text }) => text), ...entityValues()],
  ],
  "mask links on output": [{}, harmfulLinks("allowed.example", "evil.test").map(({ text }) => text)],
  "mask blocked terms on output": [
    { blocked_terms: { lists: [{ terms: TERMS, level: "squash" }] } },
    ["a heron", "h3ron, and the night-owl.", "(night owl)"],
  ],
};

interface MaskingRail {
  readonly flow: string;
  readonly texts: readonly string[];
  readonly mask: (pieces: readonly string[]) => string;
}

/** The rails, each with its texts. */
export const MASKING_RAILS: readonly MaskingRail[] = Object.entries(RAILS).map(([flow, [settings, texts]]) => {
  const rail = gatingRail(flow, settings);
  return { flow, texts, mask: (pieces) => gated(viewOf(rail.createGate(), "text"), pieces).text };
});
