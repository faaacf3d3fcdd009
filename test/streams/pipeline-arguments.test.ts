import { describe, expect, it } from "vitest";
import { fromIterable, pipeline, sseDecoder } from "../../src/streams/index.ts";

describe("pipeline", () => {
  const source = (): ReadableStream<Uint8Array> => fromIterable([]);
  it.each<readonly [string, readonly unknown[], string]>([
    ["a response", [new Response()], "a ReadableStream, such as `response.body`, but found a Response"],
    ["no body", [null, []], "a ReadableStream, such as `response.body`, but found null"],
    ["stages that are not in an array", [source(), sseDecoder()], "an array of stages but found an Object"],
    [
      "a stage that was not made",
      [source(), [sseDecoder]],
      "a stage, as `sseDecoder()` makes one, but found a function",
    ],
    ["an unknown option", [source(), [], { singal: null }], 'no option "singal", only `signal`'],
  ])("rejects %s", (_, given, message) => {
    expect(() => Reflect.apply(pipeline, undefined, given)).toThrow(message);
  });
});
