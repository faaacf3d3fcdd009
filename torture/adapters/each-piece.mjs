// What many examples show: a regular expression over each piece of the stream.
import { POLICY } from "edgerails/torture";

export const name = "a RegExp over each piece";

export async function* guard(pieces) {
  for await (const piece of pieces) {
    if (new RegExp(POLICY.key).test(piece)) throw new Error("blocked");
    yield piece.replaceAll(new RegExp(POLICY.mail, "g"), "***");
  }
}
