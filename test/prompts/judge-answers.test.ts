import { describe, expect, it } from "vitest";
import { readVerdict } from "../../src/prompts/judge-answers.ts";
import { isContentSafe } from "../../src/prompts/output-parsers.ts";

const read = (content: string, finishReason?: "stop" | "length" | "content_filter") =>
  readVerdict(isContentSafe, finishReason === undefined ? { content } : { content, finishReason });

describe("readVerdict", () => {
  it.each(["<think>The user asks", "", " \n"])(
    "reports that %j was cut off during the judge's reasoning",
    (content) => {
      expect(read(content, "length")).toEqual({
        allowed: false,
        violations: [],
        recognised: false,
        why: "the answer was cut off while the judge was still thinking: raise max_tokens of the prompt",
      });
    },
  );

  it("reports that an answer without a decision was cut off", () => {
    expect(read("Let me look at", "length").why).toBe("the answer was cut off: raise max_tokens of the prompt");
  });

  it("does not report a token limit if the model ended by itself", () => {
    expect(read("", "stop").why).toBe("the answer is empty");
    expect(read("<think>The user asks").why).toBe("the answer ends inside the judge's reasoning");
  });

  it("parses an answer that was cut off after its decision", () => {
    expect(read("No. The user", "length")).toEqual({ allowed: true, violations: [], recognised: true });
    expect(read("Yes. The user", "length").recognised).toBe(true);
  });

  it("does not accept an answer that the judge's provider filtered", () => {
    expect(read("No", "content_filter")).toMatchObject({ allowed: false, recognised: false });
  });
});
