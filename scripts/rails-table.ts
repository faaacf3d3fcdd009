// Writes docs/rails.md: what rails there are, made from the catalog and from the examples. `npm run generate:rails`
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { railModules } from "../src/library/resolve/used-rails.ts";
import { GROUP_KEYS } from "../src/config/rail-groups.ts";
import { REFUSED_FLOWS } from "../src/library/nemo/flows.ts";
import type { AnyRailSpec, FlowSpec } from "../src/rails/spec.ts";

const EXAMPLES = new URL("../examples/rails/", import.meta.url);
const PAGE = new URL("../docs/rails.md", import.meta.url);

const HEAD = `# The rails

<!-- Made by \`npm run generate:rails\` from the catalog and from \`examples/rails/\`: not written by hand. -->

Every flow that a config may name under \`rails.<direction>.flows\`. A config for each rail is in
[\`examples/rails/\`](../examples/rails/); how to write a rail of your own is in [adding a rail](adding-a-rail.md).

- **reads**: \`incremental\` rails read along and let nothing out that they forbid. \`window\` rails are asked about every
  window of a stream. \`whole\` rails are asked once, about a complete text.
- **on a stream**: with \`streaming.enabled: true\`. What rewrites, and what needs the complete answer, cannot do so once it
  has left: with such a flow text waits for its verdict, also where \`stream_first: true\` is written. A rail that rewrites
  windows masks what it finds in each; where something begins in a window that has left and ends in the next, it blocks.
  Whole sentences (\`unit: sentence\`) make that rare.
- **needs**: environment variables, what stands under \`rails.config\`, and parameters of the flow. A variable that is not
  set is told when the rails are made; \`edgerails validate\` warns of it.
- **module**: what to import where the whole catalog would weigh too much, with \`edgerails/core\`: of \`edgerails/rails/<module>\`
  what is called like it in camel case, as in \`import { selfCheck } from "edgerails/rails/self-check"\`. \`npm run sizes\` weighs them.

## Tools

- **\`tool call validation\`**: a call names a tool that the request offers (\`tools\`; else \`parameters.tools\` of the main
  model), with arguments that fit its JSON Schema. A tool that declares no parameters takes none. What a provider runs by
  itself is known by its type, and a \`custom\` tool takes any text. A call waits until it is complete and checked. The label of
  the verdict says what was wrong: \`tool_not_allowed\`, \`arguments_not_json\`, \`arguments_invalid\`, \`unexpected_arguments\`,
  \`invalid_tool_schema\`; the reason names the word of the schema and where it failed, never a value.
- **\`per_tool\`** (\`rails.tool_output.per_tool\`, \`rails.tool_input.per_tool\`; \`tool_call\` and \`tool_result\` name the same groups):
  flows by the name of the tool whose calls or results they read, each as a whole. \`$argument=query\` behind a flow shows it
  that argument of a call only, which is then not rewritten. Every flow of the group may stand there, built in or your own. A call
  without a name and a result that answers no call are blocked. Of tools that have no entry nothing is asked, so list
  \`tool call validation\` beside it.
- Schemas are those of drafts 6 to 2020-12. \`format\` is a remark and not checked; \`unevaluated…\`, dynamic references and
  patterns that need look-behind or back-references are not checked either, so a call of such a tool is blocked.
- **\`tool result validation\`**: every message of a tool answers one call of the model's turn before it, and no other does. Labels:
  \`unknown_tool_call\`, \`duplicate_tool_result\`, \`tool_name_mismatch\`.

## Rails that ask a service

- The text under check is sent to the service. On a stream that is every window with the context before it, so one call a
  window; all calls of a request share its connections.
- A service that cannot be reached, is late, answers with an error or with anything that cannot be read **blocks**, as
  \`rail_execution_failure\`. NeMo Guardrails allows in some of these cases. \`on_error: allow\` among the options of a flow,
  or \`fail_open\` of a service that has it, makes it allow, which is logged.
- A service has 30 seconds, unless its settings or the \`timeout\` among the options of the flow say otherwise.
- Redirects are not followed, answers are bounded, and keys are in no error, log or event.
- A key that the config names with \`api_key_env_var\` need not be set for an address on this machine.
- Reasons are the names a service gives to what it found, never its sentences, which may quote the text.
- What \`local\` classifiers and other keys of NeMo cannot do here is refused with the reason. \`fallback_to_self_check\` is a warning:
  no model is asked where AlignScore fails, and the answer is blocked.
- A block is told in the message that the flow says in NeMo Guardrails, which a config may write itself: most \`refuse to
  respond\`; Pangea, CrowdStrike, Prompt Security, Private AI, Polygraf, Patronus, AlignScore, AutoAlign's scores and \`detect sensitive
  data\` say \`inform answer unknown\`; the detailed flows of ActiveFence and Google Cloud what belongs to the kind they found. A rail
  that has failed says the config's refusal.
- With \`enable_rails_exceptions: true\` a block is an exception of the type that NeMo Guardrails 0.24.1 gives the flow's, such as
  \`JailbreakDetectionRailException\`; of a flow that raises none there, an \`InputRailException\` or \`OutputRailException\`.
- \`fail_open\` of F5 is about a service that cannot be asked: what it answers and nobody can read blocks, as in NeMo Guardrails.
- Rails that compare an answer with what was retrieved (\`relevant_chunks\` in the context) allow where nothing was. As in
  NeMo Guardrails \`alignscore check facts\` and \`autoalign groundedness output\` also need \`check_facts: true\` there.

Of single services:

- **AutoAlign**: a groundedness or fact check score below \`parameters.factcheck_threshold\` blocks (default 0.5). Findings of
  \`pii\` are taken out of the text, all others block.
- **Cleanlab**: known and refused: its interface is a Python package.
- **Google Cloud**: \`GOOGLE_APPLICATION_CREDENTIALS\` has the text of a service account's JSON file, not its path.
- **Guardrails AI**: validators run in a Guardrails server, at \`server_endpoint\` (default \`http://localhost:8000\`). The flow
  names a guard of that server, which has the parameters: \`parameters\` in the config is not sent. Let guards fail with
  \`noop\` or \`fix\`: an exception is a failure of the service.
- **HF classifier**: \`vllm\`, \`kserve\` or \`fms\`. On retrieval, a chunk with a blocked label is emptied.
- **Jailbreak detection**: heuristics need \`server_endpoint\`, since perplexities are computed by a language model.
- **PolicyAI**: one policy behind the tag that says UNSAFE blocks; one that gave no result is a failure.

`;

const nameOf = (flow: string): string => flow.replace(/ *\$.*/, "");

const flowsIn = (value: unknown): readonly string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((inner: unknown) =>
    Array.isArray(inner) && inner.every((flow) => typeof flow === "string") ? inner.map(nameOf) : flowsIn(inner),
  );
};

/** The example of each flow. */
const examples = (): ReadonlyMap<string, string> => {
  const files = readdirSync(EXAMPLES).filter((file) => file.endsWith(".yml"));
  return new Map(
    files.toSorted().flatMap((file) => {
      const config: unknown = parse(readFileSync(new URL(file, EXAMPLES), "utf8"));
      return flowsIn(config).map((flow) => [flow, file] as const);
    }),
  );
};

const code = (text: string): string => `\`${text}\``;

/** Known only to be refused with the reason. */
const REFUSED: ReadonlySet<string> = new Set(["cleanlab trustworthiness"]);

const onStream = ({ groups, reads, rewrites = false }: FlowSpec): string => {
  if (!groups.some((group) => group === "output" || group === "toolOutput")) return "before it begins";
  if (reads === "incremental") return rewrites ? "masks as it flows" : "as it flows";
  if (reads === "whole") return "once complete";
  return rewrites ? "window by window, held" : "window by window";
};

const needsOf = ({ env = [], settings, params = [] }: AnyRailSpec, { task }: FlowSpec): string =>
  [
    ...env.map(code),
    ...(settings === undefined ? [] : [code(settings.key)]),
    ...params.map((name) => code(`$${name}`)),
    ...(task === undefined
      ? []
      : [`a model; prompt ${code(task.name)}${task.prompt === undefined ? "" : " (built in)"}`]),
  ].join(", ");

const HEADER = ["flow", "direction", "reads", "rewrites", "on a stream", "needs", "module", "example"];

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const REFUSED_HEAD = `## Flows of NeMo Guardrails that are refused

A config that names one of them is refused with the reason, unless the application brings a rail or an action of that name.
`;

const refusedTable = (): string => {
  const cells = ["flow", "direction", "reason"];
  const rows = [...REFUSED_FLOWS].map(([name, { groups, reason }]) =>
    row([code(name), groups.map((group) => GROUP_KEYS[group]).join(", "), reason]),
  );
  return [REFUSED_HEAD, row(cells), row(cells.map(() => "---")), ...rows].join("\n");
};

/** The page as the catalog has it. */
export const railsPage = (): string => {
  const files = examples();
  const rows = railModules().flatMap(({ folder, spec }) =>
    Object.entries(spec.flows).map(([name, flow]) => {
      const file = files.get(name);
      return row([
        code(name),
        flow.groups.map((group) => GROUP_KEYS[group]).join(", "),
        flow.reads,
        flow.rewrites === true ? "yes" : "",
        REFUSED.has(name) ? "refused" : onStream(flow),
        needsOf(spec, flow),
        code(folder),
        file === undefined ? "" : `[${file}](../examples/rails/${file})`,
      ]);
    }),
  );
  const table = [row(HEADER), row(HEADER.map(() => "---")), ...rows].join("\n");
  return `${HEAD}## All flows\n\n${table}\n\n${refusedTable()}\n`;
};

if (import.meta.main) writeFileSync(PAGE, railsPage());
