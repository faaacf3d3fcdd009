import { describe, expect, it } from "vitest";
import { railsOf, says, user } from "../../support/engine.ts";

const REFUSAL = "I'm sorry, I can't respond to that.";

describe("flows of other groups", () => {
  it("rewrite and block retrieved chunks", async () => {
    const colang =
      'define flow r\n  if "bad" in $relevant_chunks\n    bot say no\n    stop\n  $relevant_chunks = $relevant_chunks.upper()\ndefine bot say no\n  "No."\n';
    const rails = railsOf("rails: { retrieval: { flows: [r] } }", { llm: says("fine", "fine") }, colang);
    const ask = (chunks: string) =>
      rails.generateAsync({
        messages: [{ role: "context", content: { relevant_chunks: chunks } }, user("hi")] as never,
        options: { output_vars: ["relevant_chunks"] },
      });
    expect((await ask("good")).output_data).toEqual({ relevant_chunks: "GOOD" });
    expect((await ask("bad")).response).toEqual([{ role: "assistant", content: "No." }]);
  });

  it.each([
    ['detect_regex_pattern(source="retrieval")', "regex_detection: { retrieval: { patterns: [secret] } }"],
    [
      'hf_classifier_check_retrieval(classifier="c")',
      'hf_classifier: { c: { engine: fms, model: m, base_url: "http://localhost:1", blocked_labels: [bad] } }',
    ],
  ])("get a block if a check of NeMo's removes a chunk: %s", async (check, settings) => {
    const colang = `define flow r\n  $found = execute ${check}\n  if $found.is_blocked\n    bot "No."\n    stop\n`;
    const yaml = `rails: { retrieval: { flows: [r] }, config: { ${settings} } }`;
    const fetch: typeof globalThis.fetch = async (_url, init) =>
      Response.json([JSON.stringify(init?.body).includes("secret") ? [{ detection_type: "bad", score: 1 }] : []]);
    const rails = railsOf(yaml, { llm: says("fine", "fine"), fetch }, colang);
    const ask = (chunks: string) =>
      rails.generateAsync({
        messages: [{ role: "context", content: { relevant_chunks: chunks } }, user("hi")] as never,
      });
    expect(await ask("good")).toMatchObject({ content: "fine" });
    expect(await ask("a secret")).toMatchObject({ content: "No." });
  });

  it("check tool results", async () => {
    const colang = 'define flow r\n  if $tool_name == "mail" and "bad" in $tool_message\n    stop\n';
    const rails = railsOf("rails: { tool_input: { flows: [r] } }", { llm: says("fine", "fine") }, colang);
    const call = { id: "1", type: "function", function: { name: "mail", arguments: "{}" } } as const;
    const ask = async (content: string): Promise<unknown> =>
      (
        await rails.generateAsync({
          messages: [
            user("hi"),
            { role: "assistant", content: null, tool_calls: [call] },
            { role: "tool", tool_call_id: "1", content },
          ],
        })
      ).content;
    expect(await ask("good")).toBe("fine");
    expect(await ask("bad")).toBe(REFUSAL);
  });
});
