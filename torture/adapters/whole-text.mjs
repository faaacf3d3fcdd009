// What the AI SDK's documentation does for a complete text: read all of it, then let it go. Right, and no stream any more.
import { POLICY } from "edgerails/torture";

export const name = "a RegExp over the whole text";

export async function* guard(pieces) {
  let text = "";
  for await (const piece of pieces) text += piece;
  if (new RegExp(POLICY.key).test(text)) throw new Error("blocked");
  yield text.replaceAll(new RegExp(POLICY.mail, "g"), "***");
}
