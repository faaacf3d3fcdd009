// Custom rails: a window rail that blocks, and an incremental rail that rewrites.
import { defineAction, defineRail, LLMRails, RailsConfig } from "edgerails";
import { compilePatterns, PatternGate } from "edgerails/rails";

/** Asked about every window of 200 new tokens. */
const noCompetitors = defineRail({
  name: "no competitors",
  reads: "window",
  check: ({ text }) => (text.includes("Acme") ? { outcome: "block", reason: "names Acme" } : { outcome: "allow" }),
});

const digits = compilePatterns([String.raw`\d[\d -]*\d|\d`]);

/** Reads along character by character and masks: it holds back only what may still grow, so it costs no waiting. */
const maskDigits = defineRail({
  name: "mask digits",
  reads: "incremental",
  createGate: () => new PatternGate(digits, { action: "mask", replacement: "#" }),
});

/** A flow `check politeness` runs the action of that name. */
const checkPoliteness = defineAction("check_politeness", (_params, { userMessage }) => !userMessage.includes("damn"));

const config = RailsConfig.fromContent({
  yamlContent: `
    models:
      - type: main
        engine: scripted
        model: example
        parameters:
          replies:
            - { match: competitor, content: "You could also ask Acme." }
            - { content: "Call 555-0100 tomorrow." }
    rails:
      input:
        flows: [check politeness]
      output:
        flows: [mask digits, no competitors]
        streaming: { enabled: true, stream_first: false }
  `,
});

export const rails: LLMRails = new LLMRails(config, {
  rails: [noCompetitors, maskDigits],
  actions: [checkPoliteness],
});
