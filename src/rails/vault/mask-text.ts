import { RailError } from "../../errors.ts";
import { blockIn, readWhole, type TextGate } from "../../text/text-gate.ts";
import { viewOf } from "../../text/views/view-of.ts";
import type { Channel } from "../../types/channel.ts";
import type { Vault } from "./vault.ts";
import { withPseudonyms } from "./with-pseudonyms.ts";

/**
 * Replaces what a gate masks by pseudonyms. A page can mask a request this way before it sends it, and restore the
 * values in the answer with {@link restoreStage}.
 *
 * @param channel - `tool-call` for JSON arguments. Default `text`.
 * @throws RailError when the gate forbids the text
 * @example
 * const vault = new Vault("numbered");
 * const body = maskText(question, new PatternGate(emails, { action: "mask", label: "EMAIL" }), vault);
 */
export const maskText = (text: string, gate: TextGate, vault: Vault, channel: Channel = "text"): string => {
  const { findings } = readWhole(viewOf(gate, channel), text);
  const block = blockIn(findings);
  if (block !== undefined) throw new RailError("rail_error", "mask", `Cannot mask text: ${block.reason}`);
  return withPseudonyms(text, findings, channel, (label, value) => vault.pseudonym(label, value));
};
