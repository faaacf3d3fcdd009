import { HoldMeter } from "../../streams/holds/hold-meter.ts";
import type { Clock } from "../../types/clock.ts";
import type { GateHold, RailType } from "../../types/verdict.ts";

/** What one gate held back. Lengths are UTF-16 code units, times are seconds. */
export interface GateHoldInfo {
  readonly rails: readonly string[];
  readonly rail_type: RailType;
  readonly characters: number;
  readonly held: number;
  readonly most: number;
  readonly withheld: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

interface Measured {
  readonly rails: readonly string[];
  readonly railType: RailType;
  readonly meter: HoldMeter;
}

/** The meters of the gates of one answer, in the order in which text passes them. */
export class GateHolds {
  readonly #clock: Clock;
  readonly #gates: Measured[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes the meters of gates of one type. */
  of(railType: RailType): (rails: readonly string[]) => HoldMeter {
    return (rails) => {
      const meter = new HoldMeter(() => this.#clock.now());
      this.#gates.push({ rails, railType, meter });
      return meter;
    };
  }

  /** The figures so far, without gates that read nothing. */
  get figures(): readonly GateHold[] {
    return this.#gates
      .map(({ rails, railType, meter }) => ({ rails, railType, ...meter.figures() }))
      .filter(({ characters }) => characters > 0);
  }
}

const SECOND = 1_000;

export const gateHoldInfo = ({ railType, p50Ms, p95Ms, maxMs, ...figures }: GateHold): GateHoldInfo => ({
  ...figures,
  rail_type: railType,
  p50: p50Ms / SECOND,
  p95: p95Ms / SECOND,
  max: maxMs / SECOND,
});
