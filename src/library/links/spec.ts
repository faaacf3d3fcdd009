import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { linkGates } from "./link-gate.ts";
import { type LinkSettings, linkSettings } from "./settings.ts";

const create = ({ flow, name, settings }: RailSetup<LinkSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  createGate: linkGates(settings, name.startsWith("mask") ? "mask" : "block"),
});

/**
 * `detect links on output` blocks an answer with a link to a host that is not allowed, `mask links on output` takes the link
 * away and keeps its text. Without a host that is allowed, every link with a host is one.
 */
export const links: AnyRailSpec = defineRailSpec({
  flows: {
    "detect links on output": { groups: ["output"], reads: "incremental" },
    "mask links on output": { groups: ["output"], reads: "incremental", rewrites: true },
  },
  settings: { key: "links", schema: linkSettings },
  create,
});
