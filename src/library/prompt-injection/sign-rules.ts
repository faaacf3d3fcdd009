import type { PatternRule } from "../../text/patterns/rule.ts";
import { CHAT_TEMPLATES } from "./chat-templates.ts";
import { DEMANDS } from "./demand-signs.ts";
import { EXTRACTIONS } from "./extraction-signs.ts";
import { FOREIGN } from "./foreign-signs.ts";
import { HIDDEN } from "./hidden-signs.ts";
import { OVERRIDES } from "./override-signs.ts";
import { PERSONAS } from "./persona-signs.ts";

/** All rules, in all forms of the signs. */
export const SIGN_RULES: readonly PatternRule[] = [
  ...OVERRIDES,
  ...CHAT_TEMPLATES,
  ...HIDDEN,
  ...EXTRACTIONS,
  ...PERSONAS,
  ...DEMANDS,
  ...FOREIGN,
];
