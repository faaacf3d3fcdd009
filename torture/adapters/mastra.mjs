// Mastra's RegexFilterProcessor as its documentation uses it: one that blocks keys, one that redacts addresses.
import { RegexFilterProcessor } from "@mastra/core/processors";
import { POLICY } from "edgerails/torture";

const processors = () => [
  new RegexFilterProcessor({ rules: [{ name: "key", pattern: new RegExp(POLICY.key, "g") }], strategy: "block", phase: "output" }),
  new RegexFilterProcessor({ rules: [{ name: "mail", pattern: new RegExp(POLICY.mail, "g") }], strategy: "redact", phase: "output" }),
];

const chunk = (type, payload) => ({ type, runId: "run", from: "AGENT", payload: { id: "text-1", ...payload } });

export const name = "@mastra/core RegexFilterProcessor";

export async function* guard(pieces) {
  const chain = processors().map((processor) => ({ processor, streamParts: [], state: {} }));
  const through = async (first) => {
    let parts = [first];
    for (const { processor, streamParts, state } of chain) {
      const next = [];
      for (const part of parts) {
        streamParts.push(part);
        const abort = (reason) => {
          throw new Error(reason ?? "tripwire");
        };
        const result = await processor.processOutputStream({ part, streamParts, state, abort, retryCount: 0 });
        if (result) next.push(...(Array.isArray(result) ? result : [result]));
      }
      parts = next;
    }
    return parts.map((part) => (part.type === "text-delta" ? part.payload.text : "")).join("");
  };
  for await (const text of pieces) yield await through(chunk("text-delta", { text }));
  yield await through(chunk("text-end", {}));
  yield await through(chunk("finish", {}));
}
