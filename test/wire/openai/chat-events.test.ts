import { describe, expect, it } from "vitest";
import {
  type AnswerFrame,
  chatCompletionEncoder,
  collect,
  fromIterable,
  type ServerSentEvent,
} from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { FinishReason, StreamPart } from "../../../src/types/stream-part.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { finish, reasoning, response, text, toolCall, usage } from "../../streams/parts.ts";

const FRAME: AnswerFrame = { id: "x", created: 1, model: "m" };
const HEAD = { id: "x", object: "chat.completion.chunk", created: 1, model: "m" };

const eventsOf = async (parts: readonly StreamPart[], frame: Partial<AnswerFrame> = {}): Promise<readonly string[]> => {
  const stages = [chatCompletionEncoder({ ...FRAME, ...frame })];
  const events = await collect(pipeline<ServerSentEvent>(fromIterable(parts), stages));
  return events.map(({ data }) => data);
};
const read = (events: readonly string[]): unknown[] =>
  events.map((data): unknown => (data === "[DONE]" ? data : JSON.parse(data)));

const delta = (fields: object, choice = 0, extra: object = {}): object => ({
  ...HEAD,
  choices: [{ index: choice, delta: fields, finish_reason: null }],
  ...extra,
});
const role = (choice = 0): object => delta({ role: "assistant", content: "" }, choice);
const end = (reason: FinishReason = "stop", choice = 0): object => ({
  ...HEAD,
  choices: [{ index: choice, delta: {}, finish_reason: reason }],
});

const verdict = (over: Partial<Verdict> = {}): StreamPart => ({
  type: "verdict",
  choice: 0,
  verdict: {
    status: "blocked",
    rail: "no keys",
    railType: "output",
    code: "content_blocked",
    channel: "text",
    ...over,
  },
});
const signed = (reason: FinishReason): readonly StreamPart[] => [
  { type: "thought-state", choice: 0, state: { kind: "opening" } },
  reasoning("hm"),
  { type: "thought-state", choice: 0, state: { kind: "signature", end: 2, signature: "sig" } },
  { type: "finish", choice: 0, reason },
];

describe("the text of an event", () => {
  it("equals JSON.stringify for any code unit", async () => {
    const units = Array.from({ length: 0x1_0000 }, (_, unit) => `a${String.fromCharCode(unit)}`);
    const events = await eventsOf([...units, "\u{1f600}", "\ude00\ud83d"].map((said) => text(said)));
    const literals = events
      .slice(1, -1)
      .map((data) => /"content":(?<literal>.*)\},"finish_reason"/s.exec(data)?.groups?.["literal"]);
    expect(literals).toEqual([...units, "\u{1f600}", "\ude00\ud83d"].map((said) => JSON.stringify(said)));
  });
});

describe("a part as events of a chat completion", () => {
  it.each<[string, readonly StreamPart[], readonly unknown[]]>([
    ["nothing at all", [], []],
    ["a text", [text("hi")], [role(), delta({ content: "hi" })]],
    ["a text of another choice", [text("hi", 2)], [role(2), delta({ content: "hi" }, 2)]],
    ["a thought", [reasoning("hm")], [role(), delta({ reasoning_content: "hm" })]],
    ["a refusal", [{ type: "refusal-delta", choice: 0, text: "no" }], [role(), delta({ refusal: "no" })]],
    [
      "a call that opens",
      [toolCall("{", { id: "c", name: "f" })],
      [
        role(),
        delta({ tool_calls: [{ index: 0, id: "c", type: "function", function: { name: "f", arguments: "{" } }] }),
      ],
    ],
    [
      "a call that goes on",
      [toolCall("}", {}, 1)],
      [role(), delta({ tool_calls: [{ index: 1, function: { arguments: "}" } }] })],
    ],
    ["one finish, whatever follows", [finish(), finish(), finish(0, "content_filter")], [role(), end()]],
    ["usage nobody asked for", [usage], []],
    [
      "thoughts with what signs them",
      signed("stop"),
      [
        role(),
        delta({ reasoning_content: "hm" }),
        delta({ thinking_blocks: [{ type: "thinking", thinking: "hm", signature: "sig" }] }),
        end(),
      ],
    ],
    [
      "no signature behind a block",
      signed("content_filter"),
      [role(), delta({ reasoning_content: "hm" }), end("content_filter")],
    ],
    [
      "what a call's provider wants back",
      [{ ...toolCall("", { id: "c", name: "f" }), state: { google: { thought_signature: "s" } } }],
      [
        role(),
        delta({
          tool_calls: [
            {
              index: 0,
              id: "c",
              type: "function",
              function: { name: "f", arguments: "" },
              extra_content: { google: { thought_signature: "s" } },
            },
          ],
        }),
      ],
    ],
  ])("%s", async (_, parts, events) => {
    expect(read(await eventsOf(parts))).toEqual([...events, "[DONE]"]);
  });

  it("reports usage in a chunk without choices if the client requested it", async () => {
    const [event, done] = read(await eventsOf([usage], { includeUsage: true }));
    expect(event).toMatchObject({ ...HEAD, choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } });
    expect(event).toHaveProperty("guardrails.usage");
    expect(done).toBe("[DONE]");
  });

  it("uses the model of the upstream, and its id only if the frame is the upstream's", async () => {
    expect(read(await eventsOf([response, text("a")]))[1]).toMatchObject({ id: "x", model: "m1" });
    expect(read(await eventsOf([response, text("a")], { keepsUpstream: true }))[1]).toMatchObject({
      id: "r1",
      model: "m1",
    });
  });

  it("ends with additional fields", async () => {
    const events = read(await eventsOf([finish()], { closing: () => ({ log: 1 }) }));
    expect(events.slice(-2)).toEqual([{ ...HEAD, choices: [], guardrails: { log: 1 } }, "[DONE]"]);
  });

  it("keeps the reasoning of each choice apart", async () => {
    const parts: StreamPart[] = [
      ...signed("stop").slice(0, 3),
      reasoning("other", 1),
      { type: "finish", choice: 1, reason: "stop" },
      { type: "finish", choice: 0, reason: "stop" },
    ];
    const events = JSON.stringify(read(await eventsOf(parts)));
    expect(events).toContain('"thinking":"hm","signature":"sig"');
    expect(events.match(/thinking_blocks/g)).toHaveLength(1);
  });
});

describe("a block as events of a chat completion", () => {
  const block = verdict({ refusal: "Not that." });

  it("is a verdict with an empty delta", async () => {
    const events = read(await eventsOf([block, finish(0, "content_filter")]));
    expect(events).toEqual([
      role(),
      delta({}, 0, { guardrails: expect.objectContaining({ status: "blocked", rail: "no keys" }) as object }),
      end("content_filter"),
      "[DONE]",
    ]);
  });

  it("is an error and nothing after it", async () => {
    const events = read(await eventsOf([text("a"), block, text("b"), finish()], { onBlock: "error" }));
    expect(events).toHaveLength(4);
    expect(events[2]).toMatchObject({ error: { code: "content_blocked" } });
    expect(events[3]).toBe("[DONE]");
  });

  it.each([
    ["the rail's own words", block, "Blocked.", "Not that."],
    ["the frame's", verdict(), "Blocked.", "Blocked."],
    ["none", verdict(), undefined, ""],
  ])("has a final text: %s", async (_, part, blockMessage, said) => {
    const events = read(
      await eventsOf([part], { onBlock: "message", ...(blockMessage === undefined ? {} : { blockMessage }) }),
    );
    expect(events.slice(2)).toEqual([delta({ content: said }), "[DONE]"]);
  });

  it("of the request needs no final text, since it is an answer already", async () => {
    for (const onBlock of ["error", "message"] as const) {
      const events = read(
        await eventsOf([verdict({ railType: "input" }), text("No.")], { onBlock, blockMessage: "B" }),
      );
      expect(events[2]).toEqual(delta({ content: "No." }));
      expect(events).toHaveLength(4);
    }
  });
});
