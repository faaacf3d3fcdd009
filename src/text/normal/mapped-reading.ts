import { OffsetMap } from "./offset-map.ts";
import type { Reading } from "./reading.ts";

/** What readings have in common that note for themselves where each unit comes from. */
export abstract class MappedReading implements Reading {
  position = 0;
  protected readonly map: OffsetMap = new OffsetMap();

  abstract feed(text: string): string;
  abstract end(): string;

  get length(): number {
    return this.map.length;
  }

  startOf(unit: number): number {
    return this.map.startOf(unit) ?? this.position;
  }

  endOf(unit: number): number {
    return this.map.endOf(unit) ?? this.position;
  }

  /** Nothing stands on a unit that is not part of it. */
  reachOf(unit: number): number | undefined {
    return this.endOf(unit);
  }

  forget(unit: number): void {
    this.map.forget(unit);
  }
}
