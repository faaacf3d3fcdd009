import type { PatternRule } from "../../text/patterns/rules.ts";
import { DECISIVE } from "./decisive-signs.ts";
import { DEMANDS } from "./demand-signs.ts";
import { FOREIGN } from "./foreign-signs.ts";
import { PERSONAS } from "./persona-signs.ts";

/** Every way in which a sign is written. */
export const SIGN_RULES: readonly PatternRule[] = [...DECISIVE, ...PERSONAS, ...DEMANDS, ...FOREIGN];
