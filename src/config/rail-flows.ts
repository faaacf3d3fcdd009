import type { FlowDefinition, Place } from "../colang/colang-tree.ts";
import { type DialogPlace, railPart } from "../colang/dialog.ts";
import type { ConfigIssue } from "../errors.ts";
import type { ColangConfig, ColangFlow } from "./config-types.ts";

/** A flow of a file, as a rail. */
export interface RailFlow {
  readonly flow: ColangFlow;
  /** Whether the config must be refused because the rail contains dialog. */
  readonly isRefused: boolean;
  /** Whether the rail is only dialog, and dialog is skipped. */
  readonly isSkipped: boolean;
  readonly warnings: readonly ConfigIssue[];
}

const warning = ({ source }: ColangFlow, { line, column }: Place, message: string): ConfigIssue => ({
  source,
  line,
  column,
  message,
});

const PASSED =
  "A rail runs when that is said which it reads, so this wait is passed over (NeMo Guardrails waits here, and gives no answer)";

const cut = (flow: ColangFlow, { at, waitsFor }: DialogPlace, isAll: boolean): ConfigIssue => {
  const whose = `Dialog is skipped: the rail "${flow.name ?? ""}" waits for the ${waitsFor} here`;
  return warning(
    flow,
    at,
    isAll ? `${whose}, so its flow is left out and CHECKS NOTHING` : `${whose}, and what follows does not run`,
  );
};

const unchanged = (flow: ColangFlow): RailFlow => ({ flow, isRefused: false, isSkipped: false, warnings: [] });

/**
 * Converts a flow that is used as a rail. Waits at its start are ignored. From any other wait on it is dialog, which is
 * refused, or skipped with a warning that lists what does not run.
 */
export function railFlow(
  definition: FlowDefinition,
  source: string,
  named: ReadonlySet<string>,
  dialog: ColangConfig["dialog"],
): RailFlow {
  const flow: ColangFlow = { ...definition, source };
  if (flow.name === undefined || !named.has(flow.name)) return unchanged(flow);
  const { body, passed, wait } = railPart(flow);
  if (wait !== undefined && dialog === "refuse") return { ...unchanged(flow), isRefused: true };
  const isSkipped = wait !== undefined && body.length === 0;
  return {
    flow: { ...flow, body },
    isRefused: false,
    isSkipped,
    warnings: [
      ...(passed === undefined ? [] : [warning(flow, passed, PASSED)]),
      ...(wait === undefined ? [] : [cut(flow, wait, isSkipped)]),
    ],
  };
}
