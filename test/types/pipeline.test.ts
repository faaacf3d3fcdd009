import { describe, expect, expectTypeOf, it } from "vitest";
import {
  chatCompletionDecoder,
  chatCompletionEncoder,
  collectText,
  compilePatterns,
  fromIterable,
  PatternGate,
  pipeline,
  type ServerSentEvent,
  type Stage,
  sseDecoder,
  type StreamPart,
  textGate,
  textView,
} from "../../src/streams/index.ts";

const noKeys = (): Stage<StreamPart> =>
  textGate({ rail: "no keys", create: () => new PatternGate(compilePatterns(["sk-[a-z0-9]{20,40}"])) });

const chunk = { choices: [{ index: 0, delta: { content: "hi" } }] };
const EVENTS = `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;
const body = (): ReadableStream<Uint8Array> => fromIterable([new TextEncoder().encode(EVENTS)]);

describe("the types of pipeline", () => {
  it("infer the output of the last stage", async () => {
    const text = pipeline(body(), [sseDecoder(), chatCompletionDecoder(), noKeys(), textView()]);
    expectTypeOf(text).toEqualTypeOf<ReadableStream<string>>();
    expect(await collectText(text)).toBe("hi");
    expectTypeOf(pipeline(body(), [sseDecoder()])).toEqualTypeOf<ReadableStream<ServerSentEvent>>();
    expectTypeOf(pipeline(body(), [sseDecoder(), chatCompletionDecoder()])).toEqualTypeOf<ReadableStream<StreamPart>>();
  });

  it("infer the body of a response, and a signal", () => {
    const own = new Response(EVENTS).body as NonNullable<Response["body"]>;
    const { signal } = new AbortController();
    const text = pipeline(own, [sseDecoder(), chatCompletionDecoder(), textView()], { signal });
    expectTypeOf(text).toEqualTypeOf<ReadableStream<string>>();
  });

  it("accept any number of stages of one type", () => {
    const parts = pipeline(body(), [sseDecoder(), chatCompletionDecoder()]);
    const gates: readonly Stage<StreamPart>[] = [noKeys(), noKeys()];
    expectTypeOf(pipeline(parts, gates)).toEqualTypeOf<ReadableStream<StreamPart>>();
  });

  it("reject a wrong order", () => {
    const wrong = (): unknown[] => [
      // @ts-expect-error text is no event
      pipeline(body(), [textView(), sseDecoder()]),
      // @ts-expect-error bytes are no parts
      pipeline(body(), [textView()]),
      // @ts-expect-error events are no parts
      pipeline(body(), [sseDecoder(), textView()]),
      // @ts-expect-error what was encoded is not decoded as parts
      pipeline(body(), [sseDecoder(), chatCompletionDecoder(), textView(), chatCompletionEncoder()]),
      // @ts-expect-error a stage is missing between events and parts
      pipeline(body(), [sseDecoder(), noKeys(), textView()]),
    ];
    expect(wrong).toBeTypeOf("function");
  });

  it("reject a wrong annotation", () => {
    // @ts-expect-error the type of what comes out is not asked for
    const claimed = (): unknown => pipeline<string>(body(), [sseDecoder(), chatCompletionDecoder()]);
    expect(claimed).toBeTypeOf("function");
  });
});
