import type { Upstream } from "./processes.ts";
import type { Report } from "./report.ts";

/** The runtime of the servers that are measured. */
export type Runtime = "Node" | "workerd";

/** What every measurement of servers shares. */
export interface Rounds {
  readonly upstream: Upstream;
  readonly report: Report;
  /** How often each subject is measured, in turn with the others. */
  readonly repeat: number;
}
