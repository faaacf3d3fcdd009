import { HeldText, type Remark } from "../../text/held-text.ts";
import { type GateStep, NOTHING, passing, type TextGate } from "../../text/text-gate.ts";
import { type Loop, LoopFinder } from "./loop-finder.ts";
import type { RepetitionSettings } from "./settings.ts";

/** The share of letters below which a repetition is not prose. */
const WRITTEN = 0.5;
const DRAWN_FACTOR = 5;

const LOOP: Remark = { reason: "says the same again and again", label: "LOOP" };

/** Blocks a text that repeats itself. Holds nothing back. */
export class RepetitionGate implements TextGate {
  readonly #settings: RepetitionSettings;
  readonly #finder: LoopFinder = new LoopFinder();
  readonly #held: HeldText = new HeldText();

  constructor(settings: RepetitionSettings) {
    this.#settings = settings;
  }

  feed(text: string): GateStep {
    const held = this.#held;
    if (held.blocked) return NOTHING;
    for (let at = 0; at < text.length; at += 1) {
      const loop = this.#finder.read(text.charCodeAt(at));
      if (loop === undefined || !this.#isTooMuch(loop)) continue;
      const place = held.start + at;
      held.add(text);
      held.pass(place);
      held.block(place, place + 1, LOOP);
      return held.step();
    }
    held.skip(text.length);
    return passing(text);
  }

  end(): GateStep {
    return NOTHING;
  }

  #isTooMuch({ period, length, letters }: Loop): boolean {
    const { repeats, minLength } = this.#settings;
    return length >= period * repeats && length >= (letters < WRITTEN ? minLength * DRAWN_FACTOR : minLength);
  }
}
