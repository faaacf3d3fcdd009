import type { CheckedConfig } from "../../config/checked-config.ts";
import { flowId } from "../../config/flow-id.ts";
import { flowsIn } from "../../config/group-flows.ts";
import { GROUP_KEYS, GROUPS } from "../../config/rail-groups.ts";
import type { ConfigIssue } from "../../errors.ts";
import { recordOf } from "../../json.ts";
import { RENAMED_FLOWS } from "../nemo/flows.ts";
import { UNREAD_KEYS, UNREAD_SETTINGS } from "../nemo/unread-settings.ts";
import { catalogOf } from "./config-catalog.ts";
import { KnownRails } from "./known-rails.ts";
import { settingsOf } from "./settings.ts";
import { usedFlows } from "./used-flows.ts";

/** Warnings about settings without effect, or of rails that no flow uses. */
const idleSettings = (config: CheckedConfig, { specs }: KnownRails): readonly ConfigIssue[] => {
  const used = usedFlows(config);
  return Object.keys(config.rails.config).flatMap((key): readonly ConfigIssue[] => {
    const path = `rails.config.${key}`;
    const readers = specs.filter(({ settings }) => settings?.key === key);
    if (readers.length === 0) {
      const why = UNREAD_SETTINGS.get(key);
      return why === undefined ? [] : [{ path, message: `\`${key}\` has no effect: ${why}` }];
    }
    const flows = readers.flatMap((spec) => Object.keys(spec.flows));
    if (flows.some((flow) => used.has(flow))) return [];
    const names = flows.map((flow) => `\`${flow}\``).join(", ");
    return [{ path, message: `\`${key}\` has no effect: none of its flows is switched on (${names})` }];
  });
};

/** The first path in a value that matches a pattern such as `recognizers[].type`; undefined if none does. */
const placeOf = (value: unknown, [step = "", ...steps]: readonly string[]): string | undefined => {
  const key = step.replace("[]", "");
  if (!Object.hasOwn(recordOf(value), key)) return undefined;
  const below = recordOf(value)[key];
  if (steps.length === 0) return key;
  const items = step.endsWith("[]") ? (Array.isArray(below) ? [...below.entries()] : []) : [["", below] as const];
  for (const [index, item] of items) {
    const place = placeOf(item, steps);
    if (place !== undefined) return [key, ...(index === "" ? [] : [index]), place].join(".");
  }
  return undefined;
};

/** Warnings about keys without effect, each reported once. */
const idleKeys = ({ rails }: CheckedConfig): readonly ConfigIssue[] =>
  UNREAD_KEYS.flatMap(([section, path, why]) => {
    const place = placeOf(rails.config[section], path.split("."));
    if (place === undefined) return [];
    const key = path.split(".").at(-1) ?? path;
    return [{ path: `rails.config.${section}.${place}`, message: `\`${key}\` has no effect: ${why}` }];
  });

/** Warnings about former names of flows. */
const renamed = ({ rails }: CheckedConfig): readonly ConfigIssue[] =>
  GROUPS.flatMap((group) =>
    flowsIn(rails[group]).flatMap((flow) => {
      const now = RENAMED_FLOWS.get(flowId(flow).name);
      if (now === undefined) return [];
      return [{ path: `rails.${GROUP_KEYS[group]}.flows`, message: `The flow \`${flow}\` is called \`${now}\` today` }];
    }),
  );

/** Warnings of the rails in use about their settings. Invalid settings are errors instead. */
const ownWarnings = (config: CheckedConfig, { specs }: KnownRails): readonly ConfigIssue[] => {
  const used = usedFlows(config);
  return specs
    .filter(({ flows, warnings }) => warnings !== undefined && Object.keys(flows).some((flow) => used.has(flow)))
    .flatMap((spec) => {
      const settings = settingsOf(spec, config);
      return settings === undefined ? [] : (spec.warnings?.(settings as never) ?? []);
    });
};

/** All warnings about a config, with file and line if they are known. */
export const configWarnings = (
  config: CheckedConfig,
  known: KnownRails = KnownRails.of(config),
): readonly ConfigIssue[] => [
  ...config.warnings,
  ...(config.origins === undefined
    ? [
        ...idleSettings(config, known),
        ...idleKeys(config),
        ...renamed(config),
        ...(catalogOf(config).colang?.warnings(config) ?? []),
      ]
    : []
  ).map((issue) => config.locate(issue)),
  ...ownWarnings(config, known).map((issue) => config.locate(issue)),
];
