import type { Outcome } from "../types/verdict.ts";

const STRICTNESS: Readonly<Record<Outcome["status"], number>> = { passed: 0, modified: 1, blocked: 2 };

/** A number by which outcomes compare: it grows with what rails did to a text. */
export const strictness = (status: Outcome["status"]): number => STRICTNESS[status];
