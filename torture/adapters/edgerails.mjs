// The gates of edgerails, one behind the other.
import { compilePatterns, PatternGate } from "edgerails/streams";
import { POLICY } from "edgerails/torture";

export const name = "edgerails PatternGate";

const [key, mail] = [compilePatterns([POLICY.key]), compilePatterns([POLICY.mail])];

export async function* guard(pieces) {
  const block = new PatternGate(key);
  const mask = new PatternGate(mail, { action: "mask" });
  for await (const piece of pieces) {
    const { text, findings } = block.feed(piece);
    yield mask.feed(text).text;
    if (findings.length > 0) throw new Error("blocked");
  }
  const end = block.end();
  yield mask.feed(end.text).text + mask.end().text;
  if (end.findings.length > 0) throw new Error("blocked");
}
