import type { Upstream } from "./processes.ts";
import type { Report } from "./report.ts";

/** The runtime of the measured servers. */
export type Runtime = "Node" | "workerd";

/** The parameters of all measurements of servers. */
export interface Rounds {
  readonly upstream: Upstream;
  readonly report: Report;
  /** How often each subject is measured, in turn with the others. */
  readonly repeat: number;
}
