import type { IncrementalRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { actionOf, detectAndMask, type DirectionName } from "../shared/directions.ts";
import { linkGates } from "./link-gate.ts";
import { type LinkSettings, linkSettings } from "./settings.ts";

const create = ({ flow, name, settings }: RailSetup<LinkSettings>): IncrementalRail => ({
  name: flow,
  reads: "incremental",
  createGate: linkGates(settings, actionOf(name)),
});

const DIRECTIONS: readonly DirectionName[] = ["output", "retrieval", "tool arguments", "tool results"];

/**
 * `detect links on …` blocks a text with a link to a host that is not allowed, `mask links on …` removes the link and
 * keeps its text. If no host is allowed, every link with a host counts.
 */
export const links: AnyRailSpec = defineRailSpec({
  flows: detectAndMask(DIRECTIONS, "links"),
  settings: { key: "links", schema: linkSettings },
  create,
});
