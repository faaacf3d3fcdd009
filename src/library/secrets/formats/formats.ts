import type { FormatRow } from "../secret-rule.ts";
import { AI_FORMATS } from "./ai.ts";
import { BUSINESS_FORMATS } from "./business.ts";
import { CLOUD_FORMATS } from "./cloud.ts";
import { CODE_FORMATS } from "./code.ts";
import { WALLET_FORMATS } from "./wallets.ts";

/** Every token format, as rows. */
export const FORMATS: readonly FormatRow[] = [
  ...AI_FORMATS,
  ...CLOUD_FORMATS,
  ...CODE_FORMATS,
  ...BUSINESS_FORMATS,
  ...WALLET_FORMATS,
];

const ALL = new RegExp(`^(?:${FORMATS.map(([, , pattern, , owner = ""]) => owner + pattern).join("|")})$`);

/** Whether a value is written as a token of some kind, which then has a rule of its own. */
export const isOfKnownFormat = (value: string): boolean => ALL.test(value);
