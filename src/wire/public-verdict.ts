import type { Verdict } from "../types/verdict.ts";

/**
 * The fields of a verdict that clients may see. Not its reason, which may quote a rule or the text under check, the
 * exception of a flow, and what its gate held.
 */
export const publicVerdict = ({
  reason: _reason,
  exception: _exception,
  held: _held,
  ...shown
}: Verdict): Omit<Verdict, "reason" | "exception" | "held"> => shown;
