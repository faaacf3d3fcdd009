import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../src/node/index.ts";
import type { StreamPart } from "../../src/types.ts";

const config = RailsConfig.fromContent({
  yamlContent: `
rails:
  output: { flows: [regex check output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ["sk-[a-z0-9]{4}"] } } }
`,
});

const answering = (parts: readonly StreamPart[]): LLMRails =>
  new LLMRails(config, { llm: languageModelFromStream(() => parts) });

const call = (name: string, text: string): StreamPart => ({
  type: "tool-call-delta",
  choice: 0,
  index: 0,
  id: "call_1",
  name,
  text,
});
const FINISH: StreamPart = { type: "finish", choice: 0, reason: "tool_calls" };

const outcomeOf = async (parts: readonly StreamPart[]): Promise<readonly [string, string]> => {
  const stream = answering(parts).streamParts({ prompt: "go" });
  let seen = "";
  for await (const part of stream) seen += JSON.stringify(part);
  return [(await stream.outcome).status, seen];
};

describe("regexCheck on tool calls", () => {
  it("reads the escapes of JSON arguments", async () => {
    const rest: StreamPart = { type: "tool-call-delta", choice: 0, index: 0, text: '-ab12"}' };
    const [status, seen] = await outcomeOf([call("save", '{"key":"s\\u006b'), rest, FINISH]);
    expect(status).toBe("blocked");
    expect(seen).not.toContain("ab12");
  });

  it("reads the name of the tool", async () => {
    const [status, seen] = await outcomeOf([call("sk-ab12", "{}"), FINISH]);
    expect(status).toBe("blocked");
    expect(seen).not.toContain("ab12");
  });

  it("lets other calls through unchanged", async () => {
    const [status, seen] = await outcomeOf([call("save", '{"text":"caf\\u00e9"}'), FINISH]);
    expect(status).toBe("passed");
    expect(seen).toContain("caf\\\\u00e9");
  });
});
