import { textOf } from "../../json.ts";
import type { StreamPart } from "../../types.ts";
import { textsOfState } from "./metadata-shapes.ts";
import { isDelta } from "./tracks.ts";

/** What a part takes in memory beside its texts, in code units, about. */
const AROUND = 32;

const textsOf = (part: StreamPart): readonly string[] => {
  if (part.type === "thought-state") return textsOfState(part.state);
  if (part.type === "tool-call-delta") {
    return [part.text, textOf(part.id), textOf(part.name), textOf(part.state?.google.thought_signature)];
  }
  return isDelta(part) ? [part.text] : [];
};

/** What a part that waits takes in memory, in UTF-16 code units: also one without a text takes some. */
export const partSize = (part: StreamPart): number => textsOf(part).reduce((size, text) => size + text.length, AROUND);
