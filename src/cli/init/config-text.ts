import { stringify } from "yaml";
import { GROUP_KEYS, type RailGroup } from "../../config/rail-groups.ts";
import type { Starter } from "../../library/starters.ts";
import type { Provider } from "./choices.ts";

const HEAD = `# yaml-language-server: $schema=../node_modules/edgerails/dist/config.schema.json
# An editor with a YAML language server completes these keys and says what they mean.
# After a change: npx edgerails validate config

`;

type Flows = Readonly<Partial<Record<RailGroup, readonly string[]>>>;

const flowsOf = (starters: readonly Starter[], group: keyof Flows): readonly string[] =>
  starters.flatMap(({ flows }) => flows[group] ?? []);

const groupOf = (starters: readonly Starter[], group: keyof Flows, more: object = {}): object => {
  const flows = flowsOf(starters, group);
  return flows.length === 0 ? {} : { [GROUP_KEYS[group]]: { flows, ...more } };
};

/** Text waits for verdicts of judges; `stream_first` is an informed choice. */
const streaming = (starters: readonly Starter[]): object => ({
  streaming: { enabled: true, ...(starters.some(({ judges }) => judges) ? { stream_first: false } : {}) },
});

/** The text of a `config.yml`. */
export const configText = ({ model }: Provider, starters: readonly Starter[]): string => {
  const settings = Object.assign({}, ...starters.map((starter) => starter.settings ?? {})) as object;
  const rails = {
    ...groupOf(starters, "input"),
    ...groupOf(starters, "output", streaming(starters)),
    ...(Object.keys(settings).length === 0 ? {} : { config: settings }),
  };
  const sections = [{ models: [{ type: "main", ...model }] }, ...(starters.length === 0 ? [] : [{ rails }])];
  return HEAD + sections.map((section) => stringify(section, { lineWidth: 0 })).join("\n");
};
