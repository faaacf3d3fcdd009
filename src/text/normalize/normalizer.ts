/**
 * Converts written text to the text that is meant, as it arrives, and maps each unit to its source. Text that may still
 * change is held back. Offsets are UTF-16 code units.
 */
export interface Normalizer {
  /** The number of units released. */
  readonly length: number;
  /** Offset in the source up to which everything has been released. */
  readonly position: number;
  /** Offset from which the source exceeds the limits of this normalizer. Nothing after it is read. */
  readonly overflow?: number | undefined;
  feed(text: string): string;
  /** Ends the text and releases the rest. */
  end(): string;
  /** Offset in the source at which a unit starts; for the unit after the last one, `position`. */
  startOf(unit: number): number;
  /** Offset in the source after a unit, without marks that follow it. */
  endOf(unit: number): number;
  /**
   * Offset after everything that belongs to a unit, including its marks and hidden characters. Undefined while more may
   * follow.
   */
  reachOf(unit: number): number | undefined;
  /** Drops the mapping of units before one. */
  forget(unit: number): void;
}
