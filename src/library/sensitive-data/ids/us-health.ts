import { type EntityRecognizer, standalone, words } from "../entity-recognizer.ts";

/** A number without a distinctive format, detected only after a context word, optionally with letters before it. */
const numbered = (entity: string, letters: string, digits: string, context: string): EntityRecognizer => ({
  entity,
  patterns: [
    [standalone(`(?i:${letters})-?\\d{${digits}}`), 0.2],
    [standalone(`\\d{${digits}}`), 0.05],
  ],
  context: words(context),
});

/** Numbers of insurers, pharmacies and clinics in the United States. None has a check digit. */
export const US_HEALTH: readonly EntityRecognizer[] = [
  {
    entity: "US_HEALTH_INSURANCE_MEMBER_ID",
    // Its length is left to the check: a count of letters would give the automaton states for each word.
    patterns: [[standalone("[A-Za-z]{1,5}-?[0-9A-Za-z]*\\d{3}[0-9A-Za-z]*"), 0.05]],
    context: words("member subscriber insurance policy"),
    check: (value) => (/^[A-Za-z]{1,5}-?[0-9A-Za-z]{5,14}$/.test(value) ? undefined : false),
    isProvable: false,
  },
  numbered("US_PRIOR_AUTHORIZATION_NUMBER", "PA", "6,12", "authorization auth preauthorization pre-auth approval"),
  numbered("US_CLAIM_NUMBER", "CLM", "6,15", "claim claims billing"),
  numbered("US_PRESCRIPTION_NUMBER", "RX", "6,12", "rx prescription pharmacy refill"),
  numbered("US_REFERRAL_NUMBER", "REF", "6,12", "referral referred"),
  {
    entity: "US_PROVIDER_TAX_ID",
    patterns: [[standalone("\\d{2}-\\d{7}"), 0.1]],
    context: words("provider tax_id tin ein employer billing"),
  },
];
