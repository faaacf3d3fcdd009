import { TextMachineStage } from "../../streams/parts/text-machine-stage.ts";
import type { Stage } from "../../streams/stage.ts";
import { LiteralReplacer } from "../../text/literal-replacer.ts";
import type { GateStep, TextGate } from "../../text/text-gate.ts";
import { JsonView } from "../../text/views/json-view.ts";
import { PlainView } from "../../text/views/plain-view.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Vault } from "./vault.ts";

/**
 * Replaces the pseudonyms of a vault by their values while the answer streams, in every channel and choice. JSON stays
 * valid: in arguments of tool calls and in JSON answers, escapes are undone before matching and values are escaped;
 * JSON inside other texts is escaped too. Holds back only text that may still become a pseudonym of the vault.
 * Pseudonyms that the model made up stay as they are.
 *
 * @param isJson - whether the whole answer is JSON, because the request asked for that. Default false.
 *
 * @example
 * const vault = new Vault("numbered");
 * const mails = compilePatterns(["[a-z]+@[a-z.]+[a-z]"]);
 * const body = maskText("Write to jane@example.com", new PatternGate(mails, { action: "mask", label: "EMAIL" }), vault);
 * const restored = pipeline(parts, [restoreStage(vault)]);
 */
export const restoreStage = (vault: Vault, isJson = false): Stage<StreamPart, StreamPart> =>
  new TextMachineStage<TextGate, GateStep>({
    name: "restore",
    create: ({ channel }) => {
      const replacer = new LiteralReplacer(vault.tree, "restored");
      const isOnlyJson = channel === "tool-call" || (isJson && channel === "text");
      return isOnlyJson ? new JsonView(replacer) : new PlainView(replacer, "values");
    },
    textOf: (step) => step.text,
  });
