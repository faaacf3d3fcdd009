import { expect, test } from "vitest";
import { answerFrame } from "../../src/engine/answer-frame.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { chatWire } from "../../src/wire/openai/chat-wire.ts";

test.each([
  ["m-1", "m-1"],
  ["org/a$b", "org/a$b"],
  ["${MAIN:-m-1}", "unknown"],
  ["$MAIN", "unknown"],
])("reports an answer of a model %s as %s", (model, told) => {
  const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model }] });
  expect(answerFrame(config, chatWire, 0).model).toBe(told);
});
