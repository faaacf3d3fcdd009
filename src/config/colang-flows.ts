import type { FlowDefinition } from "../colang/colang-tree.ts";
import { dialectOf } from "../colang/dialect.ts";
import { flowsCalledIn, botMessagesIn, waitOfFlow } from "../colang/dialog.ts";
import { type ColangIssue, type DefinitionHead, parseColang } from "../colang/parse-colang.ts";
import type { ConfigIssue } from "../errors.ts";
import type { ColangConfig, ColangFlow, ReadFlows } from "./config-types.ts";
import { type RailFlow, railFlow } from "./rail-flows.ts";

const COLANG_2 =
  "This is Colang 2, which is not run here: write your rails under `rails.input.flows` and `rails.output.flows`, with flows in Colang 1.0";
const HOW_TO_SKIP =
  "write `colang: { dialog: skip }` in the config or pass `--skip-dialog` to do without, or remove them";

/** Flows that a message lists by name. Further ones are only counted. */
const MAX_NAMED = 5;

const titleOf = ({ name, at }: FlowDefinition): string => (name === undefined ? `line ${at.line}` : `"${name}"`);

const listOf = (flows: readonly FlowDefinition[]): string => {
  const named = flows.slice(0, MAX_NAMED).map(titleOf).join(", ");
  return flows.length > MAX_NAMED ? `${named} and ${flows.length - MAX_NAMED} more` : named;
};

/** The flows that can be reached from the given names. The first of several with one name is used. */
function reached(flows: readonly ColangFlow[], names: Iterable<string>): ReadonlySet<ColangFlow> {
  const byName = new Map(flows.toReversed().map((flow) => [flow.name, flow]));
  const found = new Set<ColangFlow>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const flow = byName.get(name);
    if (flow === undefined || found.has(flow)) continue;
    found.add(flow);
    open.push(...flowsCalledIn(flow.body));
  }
  return found;
}

/** Messages that built-in rails use. */
const LIBRARY_MESSAGES = ["refuse to respond", "inform answer unknown"];

/** Names of flows and bot messages that are used. Only issues in them matter. */
type InUse = Readonly<Record<"flow" | "bot", ReadonlySet<string | undefined>>>;

/**
 * Whether an issue can be ignored when dialog is skipped: it is in a user message, or in an unused flow or bot message.
 */
const isInDialog = ({ line }: ColangIssue, heads: readonly DefinitionHead[], inUse: InUse): boolean => {
  const head = heads.findLast((one) => one.line <= line);
  return head !== undefined && (head.kind === "user" || !inUse[head.kind].has(head.name));
};

interface ReadFile {
  readonly file: string;
  readonly heads: readonly DefinitionHead[];
  readonly flows: readonly RailFlow[];
  readonly faults: readonly ColangIssue[];
  readonly warnings: readonly ColangIssue[];
}

const readFile = (
  { file, content }: ColangConfig["files"][number],
  dialog: ColangConfig["dialog"],
  named: ReadonlySet<string>,
): ReadFile => {
  const parsed = parseColang(content);
  const flows = parsed.file.flows.map((flow) => railFlow(flow, file, named, dialog));
  return { file, heads: parsed.heads, flows, faults: parsed.issues, warnings: parsed.warnings };
};

const from = (source: string, { line, column, message }: ColangIssue): ConfigIssue => ({
  source,
  line,
  column,
  message,
});

/** An issue about flows of one file, at the line of the first. */
const about = (source: string, flows: readonly FlowDefinition[], message: string): ConfigIssue => ({
  source,
  line: flows[0]?.at.line ?? 1,
  message,
});

const refusal = (flows: readonly FlowDefinition[]): string =>
  `Dialog is not run here, rails are; ${flows.length === 1 ? "a flow waits" : `${flows.length} flows wait`} for the user or the bot (${listOf(flows)}): ${HOW_TO_SKIP}`;

const skipped = (flows: readonly FlowDefinition[]): string =>
  `Dialog is skipped: ${flows.length === 1 ? "the flow" : `${flows.length} flows`} ${listOf(flows)} will not run`;

const idle = (flows: readonly FlowDefinition[]): string =>
  `Nothing runs the ${flows.length === 1 ? "flow" : "flows"} ${listOf(flows)}: name what is a rail under \`rails.input.flows\` and the like`;

/** Issues for used flows with the same name. */
const doubles = (flows: readonly ColangFlow[], running: ReadonlySet<ColangFlow>): readonly ConfigIssue[] => {
  const first = new Map([...running].map((flow) => [flow.name, flow]));
  return flows.flatMap((flow) => {
    const other = first.get(flow.name);
    if (flow.name === undefined || other === undefined || other === flow) return [];
    const message = `The flow "${flow.name}" is defined in ${other.source}:${other.at.line} already: keep one of the two`;
    return [{ source: flow.source, line: flow.at.line, message }];
  });
};

/** Names for which every flow is only dialog. */
const skippedIn = (flows: readonly RailFlow[]): ReadonlySet<string> => {
  const kept = new Set(flows.filter(({ isSkipped }) => !isSkipped).map(({ flow }) => flow.name));
  return new Set(
    flows.flatMap(({ flow: { name }, isSkipped }) =>
      isSkipped && name !== undefined && !kept.has(name) ? [name] : [],
    ),
  );
};

type Report = Readonly<Record<"issues" | "warnings", readonly ConfigIssue[]>>;

/** The issues and warnings of one file, given the flows that are used. */
const reportOn = (
  { file, heads, flows, faults, warnings: ownWarnings }: ReadFile,
  dialog: ColangConfig["dialog"],
  running: ReadonlySet<ColangFlow>,
  inUse: InUse,
): Report => {
  const rest = flows.filter(({ flow, isSkipped }) => !running.has(flow) && !isSkipped).map(({ flow }) => flow);
  const refused = flows.filter(({ isRefused }) => isRefused).map(({ flow }) => flow);
  const waiting = [...refused, ...rest.filter((flow) => waitOfFlow(flow) !== undefined)];
  const unused = rest.filter((flow) => waitOfFlow(flow) === undefined);
  const warnings = [...ownWarnings.map((one) => from(file, one)), ...flows.flatMap((one) => one.warnings)];
  if (waiting.length > 0 && dialog === "refuse") return { issues: [about(file, waiting, refusal(waiting))], warnings };
  if (waiting.length > 0) warnings.push(about(file, waiting, skipped(waiting)));
  if (unused.length > 0) warnings.push(about(file, unused, idle(unused)));
  const isOfDialog = (fault: ColangIssue): boolean => dialog === "skip" && isInDialog(fault, heads, inUse);
  warnings.push(...faults.filter(isOfDialog).map((fault) => from(file, fault)));
  return { issues: faults.filter((fault) => !isOfDialog(fault)).map((fault) => from(file, fault)), warnings };
};

/**
 * The flows of Colang files that serve as rails, and the flows that they call. Flows that wait for the user or the bot
 * are dialog: they are refused, or skipped with a warning, in one message per file.
 *
 * @param named - the flows that the config uses as rails
 */
export function colangFlows({ files, dialog }: ColangConfig, named: ReadonlySet<string>): ReadFlows {
  const isColang2 = ({ content }: ColangConfig["files"][number]): boolean => dialectOf(content) === "2";
  const read = files.filter((file) => !isColang2(file)).map((file) => readFile(file, dialog, named));
  const flows = read.flatMap((file) => file.flows);
  const skippedRails = skippedIn(flows);
  const all = flows.filter(({ isSkipped }) => !isSkipped).map(({ flow }) => flow);
  const running = reached(all, named);
  const names = [...named, ...[...running].map(({ name }) => name)].filter((name) => !skippedRails.has(name ?? ""));
  const messageNames = [...LIBRARY_MESSAGES, ...[...running].flatMap(({ body }) => botMessagesIn(body))];
  const reports = read.map((file) =>
    reportOn(file, dialog, running, { flow: new Set(names), bot: new Set(messageNames) }),
  );
  return {
    flows: [...running],
    skipped: [...skippedRails],
    issues: [
      ...files.filter(isColang2).map(({ file }) => ({ source: file, message: COLANG_2 })),
      ...reports.flatMap(({ issues }) => issues),
      ...doubles(all, running),
    ],
    warnings: reports.flatMap(({ warnings }) => warnings),
  };
}
