import { textOf } from "../../json.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { textsOfState } from "./metadata-shapes.ts";
import { isDelta } from "./tracks.ts";

/** Approximate memory of a part besides its texts, in code units. */
const AROUND = 32;

const textsOf = (part: StreamPart): readonly string[] => {
  if (part.type === "thought-state") return textsOfState(part.state);
  if (part.type === "tool-call-delta") {
    return [part.text, textOf(part.id), textOf(part.name), textOf(part.state?.google.thought_signature)];
  }
  return isDelta(part) ? [part.text] : [];
};

/** The approximate memory of a waiting part in UTF-16 code units. Parts without text count too. */
export const partSize = (part: StreamPart): number => textsOf(part).reduce((size, text) => size + text.length, AROUND);
