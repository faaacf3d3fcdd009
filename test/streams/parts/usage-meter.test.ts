import { describe, expect, it } from "vitest";
import { collect, fromIterable, pipeline, usageMeter } from "../../../src/streams/index.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import type { TokenUsage } from "../../../src/types/usage.ts";

const metered = async (told: Partial<TokenUsage> | undefined): Promise<StreamPart | undefined> => {
  const figures = { promptTokens: 0, completionTokens: 0, totalTokens: 0, estimated: false, ...told };
  const parts: StreamPart[] = [
    { type: "text-delta", choice: 0, text: "one two three" },
    ...(told === undefined ? [] : [{ type: "usage", choice: 0, usage: figures } as const]),
  ];
  return (await collect(pipeline<StreamPart>(fromIterable(parts), [usageMeter(() => 50)]))).at(-1);
};

describe("usageMeter", () => {
  it.each<[string, Partial<TokenUsage> | undefined, readonly [number, number, number, boolean]]>([
    ["estimates both figures where there are none", undefined, [50, 3, 53, true]],
    ["keeps figures that are told", { promptTokens: 9, completionTokens: 2, totalTokens: 11 }, [9, 2, 11, false]],
    ["takes what it counted from a total that is told alone", { totalTokens: 40 }, [37, 3, 40, true]],
    ["does not believe a total that is less than what it counted", { totalTokens: 2 }, [50, 3, 53, true]],
  ])("%s", async (_, told, [promptTokens, completionTokens, totalTokens, estimated]) => {
    const usage = { promptTokens, completionTokens, totalTokens, estimated };
    expect(await metered(told)).toEqual({ type: "usage", choice: 0, usage });
  });
});
