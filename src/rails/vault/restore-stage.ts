import { TextMachineStage } from "../../streams/parts/text-machine-stage.ts";
import type { Stage } from "../../streams/stage.ts";
import { LiteralReplacer } from "../../text/literal-replacer.ts";
import type { GateStep, TextGate } from "../../text/text-gate.ts";
import { JsonView } from "../../text/views/json-view.ts";
import { asValue, PlainView } from "../../text/views/plain-view.ts";
import type { StreamPart } from "../../types.ts";
import type { Vault } from "./vault.ts";

/**
 * Gives the values back that a vault took out, in mid-stream and in every channel and choice. The arguments of tool calls,
 * and texts that are JSON, are read with their escapes undone and stay JSON; so does JSON within other texts. Holds only what
 * can still become a pseudonym in use; one that the model made up stays as it is.
 *
 * @param isJson - whether the answer was asked for as JSON.
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
      return isOnlyJson ? new JsonView(replacer) : new PlainView(replacer, asValue);
    },
    textOf: (step) => step.text,
  });
