import type { Verdict } from "../types.ts";

/**
 * What a client may read of a verdict. Its reason may quote a rule, or what a rail that failed was reading; that, the exception
 * of a flow and what its gate held stay here.
 */
export const toldVerdict = ({
  reason: _reason,
  exception: _exception,
  held: _held,
  ...told
}: Verdict): Omit<Verdict, "reason" | "exception" | "held"> => told;
