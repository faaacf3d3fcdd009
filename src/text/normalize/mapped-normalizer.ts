import type { Normalizer } from "./normalizer.ts";
import { OffsetMap } from "./offset-map.ts";

/** The common part of normalizers that record the source of each unit themselves. */
export abstract class MappedNormalizer implements Normalizer {
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

  /** No marks or hidden characters belong to a unit here. */
  reachOf(unit: number): number | undefined {
    return this.endOf(unit);
  }

  forget(unit: number): void {
    this.map.forget(unit);
  }
}
