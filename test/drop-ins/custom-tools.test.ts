import * as fc from "fast-check";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { SECRET } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";
import { masking, regex } from "./guarded-rails.ts";

const sse = (events: readonly object[]): Response =>
  new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });

const CALL = { call_id: "call_1", name: "apply_patch" };
const HEAD = { id: "resp_1", object: "response", created_at: 1_700_000_000, model: "gpt-9", tools: [] };

/** What a provider answers that calls a custom tool with these pieces of text. */
interface Upstream {
  readonly whole: (input: string) => object;
  readonly events: (pieces: readonly string[]) => readonly object[];
}

const RESPONSES: Upstream = {
  whole: (input) => ({
    ...HEAD,
    status: "completed",
    output: [{ type: "custom_tool_call", id: "ctc_1", status: "completed", ...CALL, input }],
  }),
  events: (pieces) => {
    const item = { type: "custom_tool_call", id: "ctc_1", ...CALL };
    const at = { output_index: 0, item_id: "ctc_1" };
    const input = pieces.join("");
    return [
      { type: "response.created", response: { ...HEAD, status: "in_progress", output: [] } },
      { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", input: "" } },
      ...pieces.map((delta) => ({ type: "response.custom_tool_call_input.delta", ...at, delta })),
      { type: "response.custom_tool_call_input.done", ...at, input },
      { type: "response.output_item.done", output_index: 0, item: { ...item, status: "completed", input } },
      { type: "response.completed", response: RESPONSES.whole(input) },
    ];
  },
};

const CHAT_HEAD = { id: "chatcmpl-1", created: 1_700_000_000, model: "gpt-9" };
const custom = (fields: object): object => ({ tool_calls: [{ index: 0, ...fields }] });
const chunk = (delta: object, reason: string | null = null): object => ({
  ...CHAT_HEAD,
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: reason }],
});

const CHAT: Upstream = {
  whole: (input) => {
    const call = { id: CALL.call_id, type: "custom", custom: { name: CALL.name, input } };
    const message = { role: "assistant", content: null, tool_calls: [call] };
    return {
      ...CHAT_HEAD,
      object: "chat.completion",
      choices: [{ index: 0, message, finish_reason: "tool_calls" }],
    };
  },
  events: (pieces) => [
    chunk(custom({ id: CALL.call_id, type: "custom", custom: { name: CALL.name, input: "" } })),
    ...pieces.map((input) => chunk(custom({ custom: { input } }))),
    chunk({}, "tool_calls"),
  ],
};

/** What the client of a guarded fetch gets: the call of the custom tool, and why the answer ended. */
interface Got {
  readonly id: string;
  readonly name: string;
  readonly input: string;
  readonly end: string | undefined;
}

const clientOf = (rails: LLMRails, answer: Response): OpenAI =>
  new OpenAI({ apiKey: "k", maxRetries: 0, fetch: guardFetch(rails, { fetch: () => Promise.resolve(answer) }) });

const QUESTION = "Write to jane@example.com";
const TOOL = { type: "custom", name: CALL.name } as const;

const ofResponses = async (openai: OpenAI, stream: boolean): Promise<Got> => {
  const asked = { model: "m", input: QUESTION, tools: [TOOL] };
  const response = stream ? await openai.responses.stream(asked).finalResponse() : await openai.responses.create(asked);
  const call = response.output.find(({ type }) => type === "custom_tool_call") as
    | OpenAI.Responses.ResponseCustomToolCall
    | undefined;
  const { call_id: id = "", name = "", input = "" } = call ?? {};
  return { id, name, input, end: response.incomplete_details?.reason };
};

const ofChat = async (openai: OpenAI, stream: boolean): Promise<Got> => {
  const asked = {
    model: "m",
    messages: [{ role: "user", content: QUESTION }],
    tools: [{ type: "custom", custom: { name: CALL.name } }],
  } satisfies OpenAI.ChatCompletionCreateParams;
  if (!stream) {
    const [choice] = (await openai.chat.completions.create(asked)).choices;
    const call = choice?.message.tool_calls?.find(({ type }) => type === "custom") as
      | OpenAI.ChatCompletionMessageCustomToolCall
      | undefined;
    return { id: call?.id ?? "", name: "", input: "", ...call?.custom, end: choice?.finish_reason };
  }
  let got: Got = { id: "", name: "", input: "", end: undefined };
  for await (const { choices } of await openai.chat.completions.create({ ...asked, stream: true })) {
    const [choice] = choices;
    // The types of the SDK know no custom call in a stream.
    const [call] = (choice?.delta.tool_calls ?? []) as unknown as readonly {
      readonly id?: string;
      readonly custom: { readonly name?: string; readonly input: string };
    }[];
    const { id = got.id, custom: piece } = call ?? { custom: { input: "" } };
    const { name = got.name, input } = piece;
    got = { id, name, input: got.input + input, end: choice?.finish_reason ?? got.end };
  }
  return got;
};

const APIS = [
  ["responses", RESPONSES, ofResponses, undefined, "content_filter"],
  ["chat completions", CHAT, ofChat, "tool_calls", "content_filter"],
] as const;

const PATCH = '*** Begin Patch\n+say("é 😀 \\")\n';

const guarded = regex();
const restoring = masking();

const redacting = railsOf(`
rails:
  output: { flows: [regex redact output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ['"h[a-z]+"'], max_match_length: 64 } } }
`);

describe.each(APIS)("a call of a custom tool by an upstream of %s", (_name, upstream, read, ended, blocked) => {
  const answers = (pieces: readonly string[]) =>
    [
      [true, sse(upstream.events(pieces))],
      [false, Response.json(upstream.whole(pieces.join("")))],
    ] as const;

  it("reaches the client as it is, however it arrives", async () => {
    const unit = fc.constantFrom(
      "a",
      '"',
      "\\",
      "\n",
      "{",
      '{"input":"',
      '"}',
      "é",
      "😀",
      "\u0000",
      "\ud83d",
      "\ude00",
    );
    const piece = fc.array(unit, { maxLength: 4 }).map((units) => units.join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const input = pieces.join("");
        for (const [stream, answer] of answers(pieces)) {
          expect(await read(clientOf(guarded, answer), stream)).toEqual({
            id: "call_1",
            name: "apply_patch",
            input,
            end: ended,
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is blocked by output rails, wherever the secret is split", async () => {
    for (let at = 1; at < SECRET.length; at++) {
      for (const [stream, answer] of answers([`+key = "${SECRET.slice(0, at)}`, `${SECRET.slice(at)}"`])) {
        const { input, end } = await read(clientOf(guarded, answer), stream);
        expect({ input, end }).toEqual({ input: stream ? '+key = "' : "", end: blocked });
      }
    }
  });

  it("is rewritten by output rails as the text it is", async () => {
    for (const [stream, answer] of answers(['say("he', 'llo")\n', String.raw`\"`])) {
      const { input } = await read(clientOf(redacting, answer), stream);
      expect(input).toBe(`say(<REDACTED>)\n${String.raw`\"`}`);
    }
  });

  it("gets the values back that input rails masked", async () => {
    for (const [stream, answer] of answers(['+to = "<EMAIL_', 'ADDRESS_1>"\n'])) {
      const { input } = await read(clientOf(restoring, answer), stream);
      expect(input).toBe('+to = "jane@example.com"\n');
    }
  });

  it("is read with its text as far as it came, if the answer was cut", async () => {
    const events = upstream
      .events([PATCH])
      .slice(0, -1)
      .filter((event) => !JSON.stringify(event).includes("done"));
    const cut = sse([...events, ...(upstream === CHAT ? [chunk({}, "length")] : [CUT])]);
    const { input } = await read(clientOf(guarded, cut), true);
    expect(input).toBe(PATCH);
  });
});

const CUT = {
  type: "response.incomplete",
  response: { ...HEAD, status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output: [] },
};
