import { describe, expect, it } from "vitest";
import { defineAction } from "../../../src/rails/action.ts";
import { messageText } from "../../../src/rails/request/message-text.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { collect, HELLO, railsOf, RecordingModel, textParts } from "../../support/engine.ts";

const OUTPUT = (more: string): string =>
  `rails: { output: { flows: [r], streaming: { enabled: true, chunk_size: 4, context_size: 0, max_exposed: 1${more} } } }`;

const textOf = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === "text-delta" ? part.text : "")).join("");

const run = async (yaml: string, colang: string, said: string) => {
  const windows: string[] = [];
  const bad = defineAction("bad", (_params, { botMessage }) => {
    windows.push(botMessage);
    return botMessage.includes("bomb");
  });
  const told: string[] = [];
  const model = new RecordingModel(textParts(said, 3));
  const onWarning = ({ path }: { path?: string }): number => told.push(path ?? "");
  const stream = railsOf(yaml, { llm: model, actions: [bad], onWarning }, colang).streamParts(HELLO);
  const parts = await collect(stream);
  return { text: textOf(parts), outcome: await stream.outcome, windows, told, model };
};

const ASKING = 'define flow r\n  $bad = execute bad\n  if $bad\n    bot say no\n    stop\ndefine bot say no\n  "No."\n';
const COUNTING = 'define flow r\n  if len($bot_message) > 30\n    bot say no\n    stop\ndefine bot say no\n  "No."\n';
const REWRITING = "define flow r\n  $bot_message = $bot_message.upper()\n";

describe("a flow on a stream", () => {
  it("checks in windows if it only passes the answer to an action", async () => {
    const said = "one two three four five six seven eight";
    const { text, windows, told, outcome } = await run(OUTPUT(""), ASKING, said);
    expect([text, outcome.status, told]).toEqual([said, "passed", []]);
    expect(windows.length).toBeGreaterThan(1);
    expect(windows.join("")).toBe(said);
  });

  it("stops the stream on a finding of its action", async () => {
    const said = "one two three four five six seven eight. a bomb is here ".repeat(20);
    const { text, outcome, model } = await run(OUTPUT(", stream_first: false"), ASKING, said);
    expect(outcome).toMatchObject({ status: "blocked", rail: "r", code: "content_blocked" });
    expect(text).not.toContain("bomb");
    expect(model.cancels).toHaveLength(1);
  });

  it.each([true, false])("that computes with the answer holds all of it, stream_first: %s", async (first) => {
    const yaml = OUTPUT(`, stream_first: ${first}`);
    const long = await run(yaml, COUNTING, "x".repeat(31));
    expect([long.text, long.outcome.status]).toEqual(["", "blocked"]);
    const short = await run(yaml, COUNTING, "x".repeat(30));
    expect(short.text).toBe("x".repeat(30));
    expect(short.told).toEqual(first ? ["rails.output.streaming.stream_first"] : []);
  });

  it("that rewrites the answer rewrites all of it at once", async () => {
    const { text, outcome } = await run(OUTPUT(""), REWRITING, "a straße of words, many of them");
    expect([text, outcome.status]).toEqual(["A STRASSE OF WORDS, MANY OF THEM", "modified"]);
  });
});

describe("a flow that runs a rail with the prompt", () => {
  const LEAKING = "define flow r\n  do detect system prompt leak on output\n";
  const SYSTEM = "You are Ada, the clerk of the harbour office, and the north gate opens at dawn.";

  const outcomeOf = async (answer: (system: string) => string) => {
    const model = new RecordingModel([]);
    const echo = {
      provider: "fake",
      model: "fake",
      generate: (request: Parameters<typeof model.generate>[0]) => model.generate(request),
      stream: (request: Parameters<typeof model.stream>[0]) => {
        const system = request.messages.slice(0, 1).map(messageText).join("");
        return new RecordingModel(textParts(answer(system), 3)).stream(request);
      },
    };
    const rails = railsOf(OUTPUT(", stream_first: false"), { llm: echo }, LEAKING);
    const messages = [{ role: "system", content: SYSTEM }, ...HELLO.messages] as const;
    const stream = rails.streamParts({ messages });
    await collect(stream);
    return (await stream.outcome).status;
  };

  it("passes it the prompt, with the canary", async () => {
    expect(await outcomeOf(() => "Good morning.")).toBe("passed");
    expect(await outcomeOf(() => SYSTEM)).toBe("blocked");
    expect(await outcomeOf((system) => `mark ${system.split(": ").at(-1)}`)).toBe("blocked");
  });
});
