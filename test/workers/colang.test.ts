import { describe, expect, it } from "vitest";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { scriptedModel } from "../../src/llm/scripted/scripted.ts";
import { defineAction } from "../../src/rails/action.ts";

const FLOWS = `
define subflow no bombs
  $found = execute find(text=$bot_message, word="bomb")
  if $found
    bot say no
    stop

define bot say no
  "No $word."
`;

/** The output of \`edgerails bundle\` for a folder with a .co file. */
const BUNDLE = {
  rails: { output: { flows: ["no bombs"], streaming: { enabled: true, stream_first: false } } },
  bot_messages: { "say no": ["Not here."] },
  colang: { files: [{ file: "rails.co", content: FLOWS }] },
};

const rails = (answer: string): LLMRails =>
  new LLMRails(RailsConfig.fromObject(BUNDLE), {
    llm: scriptedModel({ replies: [answer] }),
    actions: [defineAction("find", ({ text, word }) => String(text).includes(String(word)))],
  });

describe("a bundled config with a flow in Colang, in workerd,", () => {
  it("passes an answer, and blocks one with the flow's refusal", async () => {
    expect(await rails("a cake").generateAsync({ prompt: "hi" })).toBe("a cake");
    expect(await rails("a bomb").generateAsync({ prompt: "hi" })).toBe("Not here.");
  });

  it("blocks a stream", async () => {
    const stream = rails("a bomb").streamAsync({ prompt: "hi" });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text).not.toContain("bomb is");
    expect((await stream.outcome).status).toBe("blocked");
  });
});
