import type { RailsConfigData } from "../../config/config-types.ts";
import { flowId } from "../../config/flow-id.ts";
import type { RailGroup } from "../../config/rail-groups.ts";
import type { Prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import type { Rail } from "../../rails/rail.ts";
import type { AnyRailSpec, FlowSpec } from "../../rails/spec.ts";
import { RENAMED_FLOWS } from "../nemo/flows.ts";
import { UNREAD_SETTINGS } from "../nemo/unread-settings.ts";
import { catalogOf } from "./config-catalog.ts";

/** A custom rail: an instance, or a spec like those of built-in rails. */
export type OwnRail = Rail | AnyRailSpec;

export const isSpec = (rail: OwnRail): rail is AnyRailSpec => "flows" in rail;

/** A flow and the spec of its rail. */
export interface KnownFlow {
  readonly spec: AnyRailSpec;
  readonly flow: FlowSpec;
}

/** The known flows, settings and tasks: of custom rails first, then of the config's catalog. */
export class KnownRails {
  readonly specs: readonly AnyRailSpec[];
  /** The tasks of all rails, by name. */
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly #flows = new Map<string, KnownFlow[]>();

  constructor(own: readonly OwnRail[], catalog: readonly AnyRailSpec[]) {
    this.specs = [...new Set([...own.filter(isSpec), ...catalog])];
    const flows = this.specs.flatMap((spec) =>
      Object.entries(spec.flows).map(([name, flow]) => ({ name, flow, spec })),
    );
    for (const { name, flow, spec } of flows) this.#flows.set(name, [...(this.#flows.get(name) ?? []), { flow, spec }]);
    const tasks = flows.flatMap(({ flow }) => flow.task ?? []);
    this.tasks = new Map(tasks.toReversed().map((task) => [task.name, task]));
  }

  /** The rails that a config may use, and custom ones. */
  static of(config: RailsConfigData, own: readonly OwnRail[] = []): KnownRails {
    return new KnownRails(own, catalogOf(config).rails);
  }

  /** The rail of a flow in a group. */
  find(flow: string, group: RailGroup): KnownFlow | undefined {
    const { name } = flowId(flow);
    const known = this.#flows.get(name) ?? this.#flows.get(RENAMED_FLOWS.get(name) ?? "");
    return known?.find((one) => one.flow.groups.includes(group));
  }

  /** The names of all flows that a group can have. */
  namesIn(group: RailGroup): readonly string[] {
    return [...this.#flows].flatMap(([name, known]) =>
      known.some(({ flow }) => flow.groups.includes(group)) ? [name] : [],
    );
  }

  /** The template engine, if a rail brings one. */
  get prompting(): Prompting | undefined {
    return this.specs.find(({ prompting }) => prompting !== undefined)?.prompting;
  }

  /** The keys that `rails.config` may have. */
  get settingsKeys(): readonly string[] {
    return [...this.specs.flatMap(({ settings }) => settings?.key ?? []), ...UNREAD_SETTINGS.keys()];
  }
}
