import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One text of a corpus, and whether and where something must be found in it, if its source says so. */
export interface Sample {
  readonly id: string;
  readonly src: string;
  /** The kind of finding, if a file has several. */
  readonly cls?: string;
  readonly group: string;
  readonly text: string;
  readonly pos: boolean;
  /** Ranges in code points of `text`, and their types. */
  readonly spans?: readonly (readonly [start: number, end: number, type: string])[] | null;
  readonly entities?: readonly string[];
}

/** The samples of one file of a corpus, with one JSON object per line. Empty if there is no such file. */
export const readSamples = (folder: string, name: string): readonly Sample[] => {
  const path = join(folder, `${name}.jsonl`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Sample);
};

export const bySource = (samples: readonly Sample[]): ReadonlyMap<string, readonly Sample[]> =>
  Map.groupBy(samples, ({ src }) => src);
