import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import { defineRail, LLMRails, RailsConfig } from "../../src/node/index.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { replacingGate } from "../support/gates.ts";

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

describe("a rewriting rail", () => {
  const mask = defineRail({
    name: "mask secrets",
    reads: "incremental",
    createGate: () => replacingGate("secret", "******"),
  });

  it("blocks the name of a tool that it would rewrite", async () => {
    const yamlContent = "rails: { output: { flows: [mask secrets], streaming: { enabled: true } } }";
    const rails = new LLMRails(RailsConfig.fromContent({ yamlContent }), {
      rails: [mask],
      llm: languageModelFromStream(() => [call("send_secret_now", "{}"), FINISH]),
    });
    const stream = rails.streamParts({ prompt: "go" });
    let seen = "";
    for await (const part of stream) seen += JSON.stringify(part);
    expect((await stream.outcome).status).toBe("blocked");
    expect(seen).not.toContain("send_secret");
  });
});

describe("a judge of tool calls", () => {
  it("gets the name of the tool, also without arguments", async () => {
    const seen: (string | undefined)[] = [];
    const guard = defineRail({
      name: "tool guard",
      reads: "whole",
      check: ({ toolName, text }) => {
        seen.push(`${toolName}(${text})`);
        return { outcome: toolName === "delete_all" ? "block" : "allow" };
      },
    });
    const rails = new LLMRails(
      RailsConfig.fromContent({ yamlContent: "rails: { tool_output: { flows: [tool guard] } }" }),
      {
        rails: [guard],
        llm: languageModelFromStream(() => [call("delete_all", ""), FINISH]),
      },
    );
    const stream = rails.streamParts({ prompt: "go" });
    for await (const part of stream) expect(part.type).not.toBe("tool-call-delta");
    expect((await stream.outcome).rail).toBe("tool guard");
    expect(seen).toEqual(["delete_all()"]);
  });
});

describe("regexCheck on tool calls", () => {
  it("decodes the escapes of JSON arguments", async () => {
    const rest: StreamPart = { type: "tool-call-delta", choice: 0, index: 0, text: '-ab12"}' };
    const [status, seen] = await outcomeOf([call("save", '{"key":"s\\u006b'), rest, FINISH]);
    expect(status).toBe("blocked");
    expect(seen).not.toContain("ab12");
  });

  it("checks the name of the tool", async () => {
    const [status, seen] = await outcomeOf([call("sk-ab12", "{}"), FINISH]);
    expect(status).toBe("blocked");
    expect(seen).not.toContain("ab12");
  });

  it("passes other calls unchanged", async () => {
    const [status, seen] = await outcomeOf([call("save", '{"text":"caf\\u00e9"}'), FINISH]);
    expect(status).toBe("passed");
    expect(seen).toContain("caf\\\\u00e9");
  });
});
