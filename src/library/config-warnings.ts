import type { RailsConfig } from "../config/rails-config.ts";
import { flowId } from "../config/flow-id.ts";
import type { ConfigIssue } from "../errors.ts";
import { KnownRails } from "./known.ts";
import { UNREAD_SETTINGS } from "./unread-settings.ts";

const flowsOf = ({ rails }: RailsConfig): ReadonlySet<string> =>
  new Set(
    [rails.input, rails.output, rails.retrieval, rails.toolInput, rails.toolOutput]
      .flatMap(({ flows }) => flows)
      .map((flow) => flowId(flow).name),
  );

/** Settings of rails that nothing reads, or that belong to rails that no flow switches on. */
const idleSettings = (config: RailsConfig, { specs }: KnownRails): readonly ConfigIssue[] => {
  const used = flowsOf(config);
  return Object.keys(config.rails.config).flatMap((key): readonly ConfigIssue[] => {
    const path = `rails.config.${key}`;
    const readers = specs.filter(({ settings }) => settings?.key === key);
    if (readers.length === 0) {
      return UNREAD_SETTINGS.includes(key) ? [{ path, message: `\`${key}\` has no effect: its rail is not here` }] : [];
    }
    const flows = readers.flatMap((spec) => Object.keys(spec.flows));
    if (flows.some((flow) => used.has(flow))) return [];
    const names = flows.map((flow) => `\`${flow}\``).join(", ");
    return [{ path, message: `\`${key}\` has no effect: none of its flows is switched on (${names})` }];
  });
};

/** Everything a config says that loads and should be looked at, with file and line where they are known. */
export const configWarnings = (config: RailsConfig, known: KnownRails = new KnownRails()): readonly ConfigIssue[] => [
  ...config.warnings,
  ...(config.origins === undefined ? idleSettings(config, known) : []).map((issue) => config.locate(issue)),
];
