import { checkGate } from "../../src/streams/index.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { stageContract } from "../contracts/stage.contract.ts";
import { answers, finish, joinParts, text, textAnswers, usage } from "./parts.ts";
import { judge, parts } from "./stage-chunks.ts";

for (const delayed of [false, true]) {
  const when = delayed ? "delayed" : "immediate";
  stageContract<StreamPart, StreamPart>({
    name: `checkGate that waits for ${when} checks`,
    create: () => [checkGate({ chunkSize: 2, contextSize: 1, streamFirst: false, check: judge(delayed) })],
    input: textAnswers,
    ...parts,
    terminating: [text("a secret b c d e"), text(" f"), text(" g"), text(" h"), text(" i"), finish(), usage],
  });
  stageContract<StreamPart, StreamPart>({
    name: `checkGate that streams ahead of ${when} checks`,
    create: () => [
      checkGate({
        chunkSize: 2,
        contextSize: 1,
        streamFirst: true,
        check: async (window) => (await judge(delayed)(window), { outcome: "allow" }),
      }),
    ],
    input: answers(2),
    ...parts,
    expected: joinParts,
  });
}

stageContract<StreamPart, StreamPart>({
  name: "checkGate over sentences",
  create: () => [checkGate({ chunkSize: 4, contextSize: 2, unit: "sentence", streamFirst: false, check: judge(true) })],
  input: textAnswers,
  ...parts,
});

stageContract<StreamPart, StreamPart>({
  name: "checkGate in lock-step over sentences",
  create: () => [
    checkGate({
      chunkSize: 4,
      contextSize: 2,
      unit: "sentence",
      streamFirst: true,
      maxExposed: 1,
      check: async (window) => (await judge(true)(window), { outcome: "allow" }),
    }),
  ],
  input: answers(2),
  ...parts,
  expected: joinParts,
});

stageContract<StreamPart, StreamPart>({
  name: "checkGate over several channels and choices",
  create: () => [
    checkGate({ chunkSize: 2, contextSize: 1, streamFirst: false, check: async () => ({ outcome: "allow" }) }),
  ],
  input: answers(2),
  ...parts,
  expected: joinParts,
});
