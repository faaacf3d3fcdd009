import { describe, expect, it } from "vitest";
import { drawn } from "../../../bench/detectors/draw.ts";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import type { ChatMessage, ToolCall } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { finish, text, toolCall } from "../../streams/parts.ts";
import { collect, RecordingModel } from "../../support/engine.ts";

const [TOKEN = ""] = drawn("ghp_[0-9A-Za-z]{36}", 1, 11);

const GROUPS: Readonly<Record<string, string>> = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  "tool arguments": "tool_output",
  "tool results": "tool_input",
};
const EVERYWHERE = Object.keys(GROUPS);

const CONFIG = {
  sensitive_data_detection: { input: { entities: ["EMAIL_ADDRESS"] }, output: { entities: ["EMAIL_ADDRESS"] } },
  blocked_terms: { lists: [{ name: "codename", terms: ["Blue Heron"] }] },
  links: { allowed_hosts: ["example.com"] },
};

/** A text that a rail finds, the masked text, and the rail's directions. */
const RAILS = [
  ["secrets", "mask", `key ${TOKEN} end`, "key ghp_<GITHUB_PAT> end", EVERYWHERE],
  ["sensitive data", "mask", "to ann@example.net now", "to <EMAIL_ADDRESS> now", EVERYWHERE],
  ["blocked terms", "mask", "the blue heron flies", "the <BLOCKED_TERM> flies", EVERYWHERE],
  ["unicode tricks", "strip", "a pass\u200bword", "a password", EVERYWHERE],
  [
    "links",
    "mask",
    "see ![x](https://evil.test/a) now",
    "see ![x](#link-removed) now",
    EVERYWHERE.filter((name) => name !== "input"),
  ],
] as const;

const STREAMED = { streaming: { enabled: true } };

const CALL: ToolCall = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } };

/** A conversation with a text in one direction. */
const messagesOf = (direction: string, found: string): readonly ChatMessage[] => {
  const question: ChatMessage = { role: "user", content: direction === "input" ? found : "hi" };
  if (direction === "retrieval") {
    return [{ role: "context", content: { relevant_chunks: [found] } } as unknown as ChatMessage, question];
  }
  if (direction !== "tool results") return [question];
  const called: ChatMessage = { role: "assistant", content: null, tool_calls: [CALL] };
  return [question, called, { role: "tool", tool_call_id: "c1", content: found }];
};

const partsOf = (direction: string, found: string): readonly StreamPart[] => {
  if (direction === "output") return [text(found), finish()];
  if (direction !== "tool arguments") return [text("fine"), finish()];
  return [toolCall(JSON.stringify({ query: found }), { id: "c1", name: "look" }), finish()];
};

/** The text that is delivered in its direction. */
const arrived = async (flow: string, direction: string, found: string) => {
  const model = new RecordingModel(partsOf(direction, found));
  const prompt = "{{ relevant_chunks }} {{ user_input }}";
  const config = RailsConfig.fromObject({
    rails: {
      [GROUPS[direction] ?? ""]: { flows: [flow], ...(direction === "output" && STREAMED) },
      config: CONFIG,
    },
    prompts: direction === "retrieval" ? [{ task: "general", content: prompt }] : [],
  });
  const stream = new LLMRails(config, { llm: model }).streamParts({ messages: messagesOf(direction, found) });
  const parts = await collect<StreamPart>(stream);
  const { status } = await stream.outcome;
  const said = parts.map((part) => (part.type === "text-delta" ? part.text : "")).join("");
  const args = parts.map((part) => (part.type === "tool-call-delta" ? part.text : "")).join("");
  const seen = JSON.stringify(model.requests[0]?.messages ?? []);
  const where = { output: said, "tool arguments": args }[direction] ?? seen;
  return { status, where };
};

describe.each(RAILS)("%s", (name, verb, found, left, directions) => {
  it.each(directions)(`are masked on %s`, async (direction) => {
    const { status, where } = await arrived(`${verb} ${name} on ${direction}`, direction, found);
    expect(status).toBe("modified");
    expect(where).toContain(left);
    expect(where).not.toContain(found);
  });

  it.each(directions)(`block on %s`, async (direction) => {
    const { status, where } = await arrived(`detect ${name} on ${direction}`, direction, found);
    expect(status).toBe("blocked");
    expect(where).not.toContain(found);
  });
});

describe("rails on tools", () => {
  it.each(["tool arguments", "tool results"])("check only %s", async (direction) => {
    const config = RailsConfig.fromObject({
      rails: { [GROUPS[direction] ?? ""]: { flows: [`mask secrets on ${direction}`] } },
    });
    const model = new RecordingModel([text(TOKEN), finish()]);
    const stream = new LLMRails(config, { llm: model }).streamAsync({ prompt: TOKEN });
    expect((await collect(stream)).join("")).toBe(TOKEN);
    expect(model.requests[0]?.messages.at(-1)?.content).toBe(TOKEN);
  });

  it("are not needed beside a rail on input, which checks tool results", async () => {
    const config = RailsConfig.fromObject({ rails: { input: { flows: ["mask secrets on input"] } } });
    const model = new RecordingModel([text("fine"), finish()]);
    await new LLMRails(config, { llm: model }).complete({ messages: messagesOf("tool results", TOKEN) });
    expect(model.requests[0]?.messages.at(-1)?.content).toBe("ghp_<GITHUB_PAT>");
  });

  it("find the entities in their own settings", async () => {
    const entities = { input: { entities: ["EMAIL_ADDRESS"] }, tool_input: { entities: ["IBAN_CODE"] } };
    const config = RailsConfig.fromObject({
      rails: {
        tool_input: { flows: ["mask sensitive data on tool results"] },
        config: { sensitive_data_detection: entities },
      },
    });
    const model = new RecordingModel([text("fine"), finish()]);
    const messages = messagesOf("tool results", "ann@example.net at GB29NWBK60161331926819");
    await new LLMRails(config, { llm: model }).complete({ messages });
    expect(model.requests[0]?.messages.at(-1)?.content).toBe("ann@example.net at <IBAN_CODE>");
  });

  it("create pseudonyms for tool results, which remain in the answer", async () => {
    const config = RailsConfig.fromObject({
      rails: {
        input: { pseudonyms: { style: "numbered" } },
        tool_input: { flows: ["mask sensitive data on tool results"] },
        config: CONFIG,
      },
    });
    const model = new RecordingModel([text("It is <EMAIL_"), text("ADDRESS_1>."), finish()]);
    const stream = new LLMRails(config, { llm: model }).streamAsync({
      messages: messagesOf("tool results", "ann@example.net"),
    });
    expect((await collect(stream)).join("")).toBe("It is <EMAIL_ADDRESS_1>.");
    expect(model.requests[0]?.messages.at(-1)?.content).toBe("<EMAIL_ADDRESS_1>");
  });
});
