/** A set of rails that a new project can start with. */
export interface Starter {
  /** The name of the choice. */
  readonly id: string;
  readonly says: string;
  readonly flows: Readonly<Partial<Record<RailGroup, readonly string[]>>>;
  /** The settings under `rails.config`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether it calls a judge. */
  readonly judges?: boolean;
}

const VALUES = ["EMAIL_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER", "IBAN_CODE"];

export const STARTERS: readonly Starter[] = [
  {
    id: "secrets",
    says: "keys, tokens and passwords are masked in answers",
    flows: { output: ["mask secrets on output"] },
  },
  {
    id: "personal-data",
    says: "mail addresses, cards, phone numbers and IBANs are masked in questions",
    flows: { input: ["mask sensitive data on input"] },
    settings: { sensitive_data_detection: { input: { entities: VALUES } } },
  },
  {
    id: "links",
    says: "links to hosts that you did not allow are taken out of answers",
    flows: { output: ["mask links on output"] },
    settings: { links: { allowed_hosts: ["example.com"] } },
  },
  {
    id: "patterns",
    says: "patterns of your own are masked in answers",
    flows: { output: ["regex redact output"] },
    settings: { regex_detection: { output: { patterns: [String.raw`\bPROJECT-[A-Z]{3,20}\b`] } } },
  },
  {
    id: "unicode",
    says: "invisible and misleading characters are taken out of questions",
    flows: { input: ["strip unicode tricks on input"] },
  },
  {
    id: "self-check",
    says: "the model is asked whether questions and answers are allowed",
    flows: { input: ["self check input"], output: ["self check output"] },
    judges: true,
  },
];
import type { RailGroup } from "../config/rail-groups.ts";
