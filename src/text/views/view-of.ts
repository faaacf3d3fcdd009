import type { Channel } from "../../types/channel.ts";
import type { TextGate } from "../text-gate.ts";
import { JsonView } from "./json-view.ts";
import { PlainView } from "./plain-view.ts";

/** A gate in the view of a channel: the arguments of a tool call are JSON, whose escapes are decoded. */
export const viewOf = (gate: TextGate, channel: Channel): TextGate =>
  channel === "tool-call" ? new JsonView(gate) : new PlainView(gate);
