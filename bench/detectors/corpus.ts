import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One text of a corpus: whether something must be found in it, and where, as far as its source says. */
export interface Sample {
  readonly id: string;
  readonly src: string;
  /** The kind of what must be found, where a file has several. */
  readonly cls?: string;
  readonly group: string;
  readonly text: string;
  readonly pos: boolean;
  /** Code points of `text`, and the type of what stands there. */
  readonly spans?: readonly (readonly [start: number, end: number, type: string])[] | null;
  readonly entities?: readonly string[];
}

/** The samples of one file of a corpus, one JSON object a line; none when there is no such file. */
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
