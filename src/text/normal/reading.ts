/**
 * Another way to read a text: a machine that makes the text that is meant of the text that is written, and knows where
 * each unit of it comes from. What may still change is not given out yet. Offsets are UTF-16 code units.
 */
export interface Reading {
  /** Units given out. */
  readonly length: number;
  /** Offset in the source up to which it is read: behind it stands what is not given out yet. */
  readonly position: number;
  /** Where the source is no text any more that this can read within its bounds; nothing behind it is read. */
  readonly overflow?: number | undefined;
  feed(text: string): string;
  /** Says that no more comes, and gives out the rest. */
  end(): string;
  /** Where what makes a unit begins in the source; behind the last one, `position`. */
  startOf(unit: number): number;
  /** Behind what makes a unit, without what stands on it. */
  endOf(unit: number): number;
  /** Behind all that belongs to a unit, its marks and hidden characters included; undefined while more may come. */
  reachOf(unit: number): number | undefined;
  /** Drops what is known of the units before one. */
  forget(unit: number): void;
}
