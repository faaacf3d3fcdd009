import { discard } from "../streams/discard.ts";
import type { Pull } from "../streams/stage.ts";

export interface BoundedText {
  readonly text: string;
  /** Whether this is the whole text. */
  readonly complete: boolean;
}

/** Reads at most `max` bytes as text, then cancels the source. */
export const readBoundedText = async (pull: Pull<Uint8Array>, max: number): Promise<BoundedText> => {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let size = 0;
  for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) {
    for (const bytes of batch) {
      texts.push(decoder.decode(bytes.subarray(0, Math.max(0, max - size)), { stream: true }));
      size += bytes.length;
    }
    if (size <= max) continue;
    discard(pull);
    return { text: texts.join(""), complete: false };
  }
  return { text: texts.join("") + decoder.decode(), complete: true };
};

/** The most bytes of a JSON answer. */
export const MAX_JSON_BYTES: number = 8 * 1024 * 1024;
