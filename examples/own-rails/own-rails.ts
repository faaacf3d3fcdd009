// Rails of one's own: one that is asked window by window, one that reads along and rewrites.
import { defineAction, defineRail, LLMRails, RailsConfig } from "edgerails";
import { type GateStep, HeldText, type TextGate } from "edgerails/rails";

/** Asked about every window of 200 new tokens. */
const noCompetitors = defineRail({
  name: "no competitors",
  reads: "window",
  check: ({ text }) => (text.includes("Acme") ? { outcome: "block", reason: "names Acme" } : { outcome: "allow" }),
});

/** Reads along character by character and replaces digits. It holds nothing back, so it costs no waiting. */
class DigitMask implements TextGate {
  readonly #held = new HeldText();

  feed(text: string): GateStep {
    this.#held.add(text);
    const { start } = this.#held;
    for (const { index } of text.matchAll(/\d/g)) {
      this.#held.mask(start + index, start + index + 1, "#", { reason: "a digit" });
    }
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  end(): GateStep {
    return this.#held.step();
  }
}

const maskDigits = defineRail({ name: "mask digits", reads: "incremental", createGate: () => new DigitMask() });

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
