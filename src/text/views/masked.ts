import type { TextFinding } from "../text-gate.ts";

/** A text with its masks in place. A mask may extend beyond it. */
export const masked = (text: string, start: number, masks: readonly TextFinding[]): string => {
  let written = "";
  let at = 0;
  for (const mask of masks) {
    written += text.slice(at, Math.max(mask.start - start, at)) + mask.replacement;
    at = mask.end - start;
  }
  return written + text.slice(at);
};
