import { type JsonRecord, listOf, recordOf } from "../../json.ts";
import { flowId } from "../flow-id.ts";
import type { PathIssue } from "./format-issues.ts";

/** Groups whose flows may name a model. */
const MODEL_GROUPS = ["input", "output", "retrieval"] as const;

interface PlacedFlow {
  readonly flow: string;
  readonly group: string;
  readonly path: readonly (string | number)[];
}

const flowsOf = (config: JsonRecord): PlacedFlow[] =>
  MODEL_GROUPS.flatMap((group) =>
    listOf(recordOf(recordOf(config["rails"])[group])["flows"]).flatMap((flow, index) =>
      typeof flow === "string" ? [{ flow, group, path: ["rails", group, "flows", index] }] : [],
    ),
  );

const modelTypes = (config: JsonRecord): string[] =>
  listOf(config["models"]).map((model) => String(recordOf(model)["type"]));

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

function checkModel({ flow, group, path }: PlacedFlow, types: readonly string[]): PathIssue[] {
  const { model } = flowId(flow).params;
  if (model === undefined || types.includes(model)) return [];
  const known = types.length === 0 ? "none" : types.map((type) => `\`${type}\``).join(", ");
  const message = `${capital(group)} flow \`${flow}\` references the model type \`${model}\`, which is not defined in the configuration; model types found: ${known}`;
  return [{ path, message }];
}

function checkSingleCall(config: JsonRecord): PathIssue[] {
  const enabled = recordOf(recordOf(recordOf(config["rails"])["dialog"])["single_call"])["enabled"];
  if (config["passthrough"] !== true || enabled !== true) return [];
  const message = "`passthrough` and `rails.dialog.single_call.enabled` cannot both be true: choose one";
  return [{ path: ["passthrough"], message }];
}

/**
 * Rules over several sections. They read the config as written, so that errors in one section do not hide those in
 * another.
 */
export function crossChecks(value: unknown): PathIssue[] {
  const config = recordOf(value);
  const flows = flowsOf(config);
  const types = modelTypes(config);
  return [...flows.flatMap((flow) => checkModel(flow, types)), ...checkSingleCall(config)];
}
