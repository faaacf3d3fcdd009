import { HeldText } from "../../text/held-text.ts";
import { gateByLevel } from "../../text/normalize/normalization-level.ts";
import { compileRules, type RuleProgram } from "../../text/patterns/compile-rules.ts";
import { RuleGate } from "../../text/patterns/rule-gate.ts";
import { type GateStep, NOTHING, type TextFinding, type TextGate } from "../../text/text-gate.ts";
import { SIGN_RULES } from "./sign-rules.ts";
import { type Sign, SIGNS } from "./signs.ts";

/** Code units. Every sign is shorter. */
const MAX_LENGTH = 600;

/** Code units. Signs count together within this distance: pages of ordinary text have some of them, far apart. */
const REACH = 1_000;

let program: RuleProgram | undefined;

/** Finds signs in the text as it is, and with escapes, Base64 and hex decoded. */
const signs = (): TextGate => {
  program ??= compileRules(SIGN_RULES);
  const rules = program;
  const create = (): TextGate => new RuleGate(rules, { action: "mask", replacement: "", maxMatchLength: MAX_LENGTH });
  return gateByLevel({ exact: create, decode: create });
};

/**
 * Blocks a text if the weights of the signs near one another, each counted once, reach the threshold. Holds back only
 * what may still become a sign.
 */
export class SignGate implements TextGate {
  readonly #threshold: number;
  readonly #signs: TextGate = signs();
  readonly #held: HeldText = new HeldText();
  /** Where each sign ended last. */
  readonly #ends = new Map<Sign, number>();
  #free = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#held.add(text);
    return this.#follow(this.#signs.feed(text));
  }

  end(): GateStep {
    return this.#held.blocked ? NOTHING : this.#follow(this.#signs.end());
  }

  #follow({ text, findings }: GateStep): GateStep {
    const held = this.#held;
    this.#free += text.length + findings.reduce((sum, { start, end }) => sum + end - start, 0);
    for (const finding of findings) {
      this.#weigh(finding);
      if (held.blocked) return held.step();
    }
    held.pass(this.#free);
    return held.step();
  }

  #weigh({ action, start, end, label, reason: why }: TextFinding): void {
    // Decoding is bounded. A text with more hidden content than that is blocked.
    if (action === "block") return this.#held.block(start, end, { reason: why });
    this.#ends.set(label as Sign, end);
    const near = [...this.#ends].flatMap(([sign, last]) => (start - last <= REACH ? [sign] : []));
    if (near.reduce((sum, sign) => sum + SIGNS[sign], 0) < this.#threshold) return;
    const reason = `has signs of an attempt to talk the model out of its task: ${near.join(", ")}`;
    this.#held.pass(start);
    this.#held.block(start, end, { reason, label: "PROMPT_INJECTION" });
  }
}
