import { describe, expect, it } from "vitest";
import { chunk, end, hi, readBytes, readWhole, type Row, sse } from "./chat-reading.ts";

describe("a text in the forms of servers", () => {
  it.each<Row>([
    ["is a string", [hi, end()], { text: "hi", finish: "stop" }],
    ["is a part", [chunk({ content: { type: "text", text: "hi" } }), end()], { text: "hi", finish: "stop" }],
    [
      "is parts",
      [chunk({ content: [{ type: "output_text", text: "h" }, { type: "reference", reference_ids: [1] }, "i"] }), end()],
      { text: "hi", finish: "stop" },
    ],
    [
      "is beside a refusal among the parts",
      [
        chunk({
          content: [
            { type: "text", text: "hi" },
            { type: "refusal", refusal: "no" },
          ],
        }),
        end(),
      ],
      { text: "hi", refusal: "no", finish: "stop" },
    ],
    ["is null beside a refusal", [chunk({ content: null, refusal: "no" }), end()], { refusal: "no", finish: "stop" }],
    [
      "is that of an older completion",
      [{ id: "c", choices: [{ index: 0, text: "hi", finish_reason: null }] }, end()],
      { text: "hi", finish: "stop" },
    ],
    [
      "may look like thoughts, which is for rails to read and for nobody to move",
      [chunk({ content: "<think>hm</think>hi" }), end()],
      { text: "<think>hm</think>hi", finish: "stop" },
    ],
    ["is no number", [chunk({ content: 5 }), end()], { error: "malformed" }],
    [
      "is in a list of choices and in no object",
      [{ id: "c", choices: { 0: { delta: { content: "hi" } } } }, end()],
      { error: "malformed" },
    ],
  ])("%s", async (_, chunks, said) => {
    expect(await readBytes(sse(...chunks))).toEqual(said);
  });
});

describe("reasoning", () => {
  it.each<[string, object]>([
    ["reasoning_content", { reasoning_content: "hm" }],
    ["reasoning", { reasoning: "hm" }],
    ["reasoning beside an empty reasoning_content", { reasoning_content: "", reasoning: "hm" }],
    ["an object", { reasoning: { content: "hm" } }],
    ["thinking", { thinking: "hm" }],
    ["thoughts", { reasoning_content: null, thoughts: "hm" }],
    ["a summary", { reasoning_summary: "hm" }],
    ["steps (Perplexity)", { reasoning_steps: [{ thought: "hm", type: "web_search", web_search: {} }] }],
    ["Copilot's summary", { cot_summary: "hm" }],
    ["a plan for tools (Cohere)", { tool_plan: "hm" }],
    ["what LiteLLM keeps apart", { provider_specific_fields: { reasoning_content: "hm" } }],
    [
      "three fields that say the same",
      { reasoning: "hm", reasoning_content: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] },
    ],
    [
      "details",
      {
        reasoning_details: [
          { type: "reasoning.summary", summary: "h" },
          { type: "reasoning.summary", summary: "m" },
        ],
      },
    ],
    ["parts of the content", { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }],
  ])("is decoded from %s", async (_, delta) => {
    const { states: _states, ...said } = (await readBytes(sse(chunk(delta), hi, end()))) as { states?: unknown };
    expect(said).toEqual({ thought: "hm", text: "hi", finish: "stop" });
    const { states: _more, ...whole } = (await readWhole({
      choices: [{ message: { content: "hi", ...delta }, finish_reason: "stop" }],
    })) as { states?: unknown };
    expect(whole).toMatchObject({ thought: "hm", finish: "stop" });
  });

  it("is not repeated where LiteLLM repeats it with its signature", async () => {
    const signed = chunk({
      reasoning_content: "",
      thinking_blocks: [{ type: "thinking", thinking: "hm", signature: "c2ln" }],
    });
    expect(await readBytes(sse(chunk({ reasoning_content: "hm" }), signed, hi, end()))).toEqual({
      thought: "hm",
      text: "hi",
      finish: "stop",
      states: [{ kind: "opening" }, { kind: "signature", signature: "c2ln", end: 2 }],
    });
  });

  it("has its signatures in LiteLLM's form", async () => {
    const blocks = [
      chunk({ reasoning_content: "h", thinking_blocks: [{ type: "thinking", thinking: "h" }] }),
      chunk({ reasoning_content: "m", thinking_blocks: [{ type: "thinking", thinking: "m" }] }),
      chunk({ thinking_blocks: [{ type: "thinking", thinking: "", signature: "c2ln" }] }),
      chunk({ thinking_blocks: [{ type: "redacted_thinking", data: "QUJD" }] }),
    ];
    expect(await readBytes(sse(...blocks, hi, end()))).toEqual({
      thought: "hm",
      text: "hi",
      finish: "stop",
      states: [
        { kind: "opening" },
        { kind: "signature", signature: "c2ln", end: 2 },
        { kind: "redacted", data: "QUJD" },
      ],
    });
  });

  it("has its signatures in OpenRouter's form", async () => {
    const details = [
      chunk({
        reasoning: "hm",
        reasoning_details: [{ type: "reasoning.text", text: "hm", format: "anthropic-claude-v1", index: 0 }],
      }),
      chunk({
        reasoning_details: [{ type: "reasoning.text", signature: "c2ln", format: "anthropic-claude-v1", index: 0 }],
      }),
    ];
    const detail = { format: "anthropic-claude-v1", index: 0 };
    expect(await readBytes(sse(...details, hi, end()))).toMatchObject({
      thought: "hm",
      states: [{ kind: "opening" }, { kind: "signature", signature: "c2ln", end: 2, detail }],
    });
  });
});

describe("events between parts of an answer", () => {
  it.each([
    ["puts the name of the field in front twice", (text: string) => text.replaceAll("data: ", "data: data: ")],
    ["wraps every chunk in a list", (text: string) => text.replaceAll(/data: (\{.*\})/g, "data: [$1]")],
    ["leaves out the space", (text: string) => text.replaceAll("data: ", "data:")],
    ["ends in other brackets", (text: string) => text.replace("[DONE]", "<DONE>")],
    [
      "says nothing in many ways",
      (text: string) =>
        text.replaceAll("data: ", 'data: []\n\ndata: ""\n\ndata: [KEEP_ALIVE]\n\ndata: undefined\n\ndata: '),
    ],
    [
      "puts keep-alives everywhere",
      (text: string) =>
        text.replaceAll("data: ", 'data: : ping\n\n: ping\nevent: ping\ndata: {"type":"ping"}\n\ndata:\n\ndata: '),
    ],
  ])("%s", async (_, change) => {
    expect(await readBytes(change(sse(hi, end())))).toEqual({ text: "hi", finish: "stop" });
  });

  it("wraps a whole answer in a list", async () => {
    expect(await readWhole([{ choices: [{ message: { content: "hi" }, finish_reason: "stop" }] }])).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});
