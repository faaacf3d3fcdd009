import { describe, expect, it } from "vitest";
import { FormatDecoder } from "../../../src/engine/guard/answer-formats.ts";
import { ANSWER_FORMATS } from "../../../src/engine/guard/request-formats.ts";
import { modelUpstream } from "../../../src/http/upstream-error.ts";
import { collectText, fromIterable, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { drainAnswer } from "../../../src/wire/answer.ts";
import { ItemNames } from "../../../src/wire/responses/item-names.ts";
import { responsesWire } from "../../../src/wire/responses/responses-wire.ts";
import { railsOf, REGEX_OUTPUT } from "../../support/engine.ts";
import { streamed } from "./guarded-response.ts";

type Event = Readonly<Record<string, unknown>>;

const PARTS: readonly StreamPart[] = [
  { type: "reasoning-delta", choice: 0, text: "Let me see." },
  { type: "text-delta", choice: 0, text: "It is " },
  { type: "text-delta", choice: 0, text: "a secret." },
  { type: "tool-call-delta", choice: 0, index: 0, id: "call_1", name: "look_up", text: '{"city":"Lyon"}' },
  { type: "tool-call-delta", choice: 0, index: 1, id: "call_2", name: "tell", text: '{"to":"Ann"}' },
  { type: "finish", choice: 0, reason: "tool_calls" },
];

const eventsOf = async (parts: readonly StreamPart[]): Promise<readonly Event[]> => {
  const { stages } = responsesWire.writer({ id: "resp_1", created: 1, model: "m" });
  const text = await collectText(pipeline(fromIterable(parts), stages as never));
  return text.split("\n\n").flatMap((event) => {
    const [, data] = /^data: (.*)$/m.exec(event) ?? [];
    return data === undefined ? [] : [JSON.parse(data) as Event];
  });
};

const written = (events: readonly Event[]): string =>
  events.map((event) => `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`).join("");

const choiceOf = async (events: readonly Event[]) => {
  const decoder = new FormatDecoder(ANSWER_FORMATS, modelUpstream("upstream"), new ItemNames(() => true, true));
  const parts = pipeline<StreamPart>(new Blob([written(events)]).stream(), [sseDecoder(), decoder]);
  return (await drainAnswer(parts, "refused")).choices[0];
};

const only = (pattern: RegExp, events: readonly Event[]): readonly Event[] =>
  events.filter(({ type }) => pattern.test(String(type)));

describe.each([
  [
    "without indexes",
    (events: readonly Event[]) =>
      events.map(({ output_index: _index, content_index: _part, ...event }): Event => event),
  ],
  ["with items only when they are done", (events: readonly Event[]) => only(/created|item\.done|completed/, events)],
  ["with items only at its end", (events: readonly Event[]) => only(/created|completed/, events)],
])("a stream of the Responses API %s", (_name, made) => {
  it("has the same answer", async () => {
    const events = await eventsOf(PARTS);
    const full = await choiceOf(events);
    expect(full?.content).toBe("It is a secret.");
    expect(full?.toolCalls).toHaveLength(2);
    expect(await choiceOf(made(events))).toEqual(full);
  });

  it("is read by rails", async () => {
    const response = streamed(written(made(await eventsOf(PARTS))));
    const text = await (await railsOf(REGEX_OUTPUT("secret")).guardResponse(response)).text();
    expect(text).not.toContain("secret");
    expect(text).toContain("content_filter");
  });
});
