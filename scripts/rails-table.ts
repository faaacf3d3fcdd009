// Writes docs/rails.md, the table of all rails, from the catalog and the examples. `npm run generate:rails`
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { GROUP_KEYS } from "../src/config/rail-groups.ts";
import { REFUSED_FLOWS } from "../src/library/nemo/flows.ts";
import { railModules } from "../src/library/resolve/used-rails.ts";
import type { AnyRailSpec, FlowSpec } from "../src/rails/spec.ts";

const EXAMPLES = new URL("../examples/rails/", import.meta.url);
const PAGE = new URL("../docs/rails.md", import.meta.url);

const HEAD = `# The rails

<!-- Made by \`npm run generate:rails\` from the catalog and from \`examples/rails/\`: not written by hand. -->

The [table of all flows](#all-flows) that a config may name under \`rails.<direction>.flows\` is at the end of this page. Each rail has
an example config in [\`examples/rails/\`](../examples/rails/). To write your own, see [adding a rail](adding-a-rail.md).

Columns of the table:

- **reads**: \`incremental\` rails read character by character, and never deliver what they forbid. \`window\` rails check every
  window of a stream. \`whole\` rails check a complete text once.
- **on a stream**: what happens with \`streaming.enabled: true\`. A rail that rewrites windows, or needs the complete answer, cannot act
  on text that was already delivered: with such a flow, text waits for its verdict, also with \`stream_first: true\`. A rail that rewrites
  windows masks what it finds in each one. If something begins in a window that was delivered and ends in the next, it blocks;
  whole sentences (\`unit: sentence\`) make that rare.
- **needs**: environment variables, the key of its settings under \`rails.config\`, and parameters of the flow. A variable that is not
  set is an error when the rails are created, and a warning of \`edgerails validate\`.
- **module**: for small bundles with \`edgerails/core\`, import the rail from \`edgerails/rails/<module>\`, under its name in camel case:
  \`import { selfCheck } from "edgerails/rails/self-check"\`. \`npm run sizes\` measures each.

## Tools

- **\`tool call validation\`** checks that a call names a tool that was offered (\`tools\` of the request, else \`parameters.tools\` of the
  main model), and that its arguments match the tool's JSON Schema. A tool without declared parameters takes none. A tool that the
  provider runs is recognized by its type, and a \`custom\` tool takes any text. A call waits until it is complete and checked. The
  verdict's label is one of \`tool_not_allowed\`, \`arguments_not_json\`, \`arguments_invalid\`, \`unexpected_arguments\`,
  \`invalid_tool_schema\`. Its reason names the schema keyword and the path that failed, never a value.
- **\`tool result validation\`** checks that every tool message answers exactly one call of the model's preceding turn. Labels:
  \`unknown_tool_call\`, \`duplicate_tool_result\`, \`tool_name_mismatch\`.
- **\`per_tool\`** (\`rails.tool_output.per_tool\`, \`rails.tool_input.per_tool\`; \`tool_call\` and \`tool_result\` are other names of these
  groups) lists flows by tool name, built-in or custom ones of the group. Each reads the calls or results of that tool as a whole. With
  \`$argument=query\` after its name, a flow reads only that argument, and cannot rewrite it. Calls without a name and results that
  answer no call are blocked. Tools without an entry are not checked, so also list \`tool call validation\`.
- **JSON Schema**: drafts 6 to 2020-12. \`format\` is an annotation and not checked. Schemas with \`unevaluated…\`, dynamic references,
  or patterns with look-behind or back-references cannot be checked, so calls of such tools are blocked.

## Rails that call a service

**What is sent.** The text under check: on a stream every window with the context before it, so one call per window. All calls of a
request share its connections. Redirects are not followed, responses are bounded, and keys appear in no error, log or event. A key that
the config names with \`api_key_env_var\` may be unset if the service's address is on this machine.

**Failures block**, as \`rail_execution_failure\`: a service that cannot be reached, times out (after 30 seconds, unless its settings or the
flow's option \`timeout\` say otherwise), or answers with an error or an invalid response. NeMo Guardrails allows in some of
these cases. The flow's option \`on_error: allow\`, or \`fail_open\` of a service that has it, allows instead, which is logged. F5's
\`fail_open\` only covers a service that cannot be reached: an invalid response blocks, as in NeMo Guardrails.

**Verdicts.** The reason of a verdict is the service's name for what it found, never its sentences, which may quote the text.

**Refusals.** The bot's message is the one of the same flow in NeMo Guardrails, and a config can override it: \`refuse to respond\` for most
flows; \`inform answer unknown\` for Pangea, CrowdStrike, Prompt Security, Private AI, Polygraf, Patronus, AlignScore, AutoAlign's
scores and \`detect sensitive data\`; a message per finding for the detailed flows of ActiveFence and Google Cloud. After a
failure it is the config's refusal. With \`enable_rails_exceptions: true\`, a block is the exception that the flow raises in NeMo
Guardrails 0.24.1, such as \`JailbreakDetectionRailException\`, else \`InputRailException\` or \`OutputRailException\`.

**Groundedness.** Rails that compare an answer with \`relevant_chunks\` of the context allow if there are none. As in NeMo Guardrails,
\`alignscore check facts\` and \`autoalign groundedness output\` also need \`check_facts: true\` there.

**Keys of NeMo without support**, such as \`local\` classifiers, are errors with a reason. \`fallback_to_self_check\` is a warning: if
AlignScore fails, no model is called and the answer is blocked.

Single services:

- **AutoAlign**: a groundedness or fact check score below \`parameters.factcheck_threshold\` (default 0.5) blocks. Findings of \`pii\` are
  masked, all others block.
- **Cleanlab** is refused: its interface is a Python package.
- **Google Cloud**: \`GOOGLE_APPLICATION_CREDENTIALS\` contains the service account's JSON, not the path of a file.
- **Guardrails AI**: validators run in a Guardrails server at \`server_endpoint\` (default \`http://localhost:8000\`). The flow names a
  guard of that server. The guard has its own parameters there; \`parameters\` in the config is not sent. Configure guards to fail
  with \`noop\` or \`fix\`, since an exception counts as a failure of the service.
- **HF classifier**: \`vllm\`, \`kserve\` or \`fms\`. On retrieval, a chunk with a blocked label is emptied.
- **Jailbreak detection**: the heuristics need \`server_endpoint\`, since a language model computes the perplexities.
- **PolicyAI**: blocks if one policy under the tag answers UNSAFE; a policy without a result is a failure.

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

/** Defined only for an error with the reason. */
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

/** The page, generated from the catalog. */
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
