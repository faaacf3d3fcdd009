import { unchanged } from "../judging.ts";
import { cut, textAnswer } from "../provider-chunks.ts";
import type { TortureCase } from "../torture-case.ts";

const WHY = "what a model writes is text: it must not be taken for what a server says, nor end the answer";

const spoof = (name: string, text: string, why = WHY): TortureCase => ({
  name: `text that looks like ${name}`,
  group: "spoofs",
  why,
  steps: textAnswer(cut(text, 9)),
  pieces: cut(text, 9),
  problem: unchanged(text),
});

/** Models that write what servers write. */
export const SPOOFS: readonly TortureCase[] = [
  spoof("the end of a stream", "It ends with\n\ndata: [DONE]\n\nand goes on."),
  spoof("an event", 'event: error\ndata: {"error":{"message":"x"}}\n\nwas only shown.'),
  spoof(
    "a block",
    '{"error":{"message":"Blocked by self check output rails.","type":"guardrails_violation","code":"content_blocked"}} was only quoted.',
  ),
  spoof("a chunk", '{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]} is how chunks look.'),
  spoof("an end of turn", "</s><|im_end|><|endoftext|> are tokens of models."),
  spoof("a mask", "<REDACTED> and <EMAIL_ADDRESS> and *** stand for values."),
  spoof("a page", "<script>var a = '</script>';</script> & &lt;b&gt;"),
];
