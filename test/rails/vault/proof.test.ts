import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SYSTEM_CLOCK } from "../../../src/http/system-clock.ts";
import type { RunOptions } from "../../../src/rails/rail-run.ts";
import type { IncrementalRail } from "../../../src/rails/rail.ts";
import { gateRequest } from "../../../src/rails/request/input-gates.ts";
import { restoreStage } from "../../../src/rails/vault/restore-stage.ts";
import { Vault } from "../../../src/rails/vault/vault.ts";
import type { StageOutput } from "../../../src/streams/stage.ts";
import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { RuleGate } from "../../../src/text/patterns/rule-gate.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { cut, sizes } from "../../text/cuts.ts";

// Values use letters that occur nowhere else, so that any four characters of one are a leak.
const rules = compileRules([
  { id: "MAIL", pattern: String.raw`[qv-z]{4,20}@[qv-z]{4,10}\.[qv-z]{2,3}` },
  { id: "CARD", pattern: String.raw`\b[0-9]{4}(?: [0-9]{4}){3}\b` },
]);
const rail: IncrementalRail = {
  name: "mask",
  reads: "incremental",
  createGate: () => new RuleGate(rules, { action: "mask" }),
};

const of = (letters: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...letters.split("")), minLength: min, maxLength: max });
const mail = fc.tuple(of("qvwxyz", 4, 20), of("qvwxyz", 4, 10)).map(([a, b]) => `${a}@${b}.xyz`);
const card = fc.array(of("123456789", 4, 4), { minLength: 4, maxLength: 4 }).map((four) => four.join(" "));
const values = fc.uniqueArray(fc.oneof(mail, card), { minLength: 1, maxLength: 4 });
const filler = fc.oneof(
  of("abcdefghijklm ,.", 0, 30),
  fc.constantFrom("<", "<M", "<MA", '"', "\\", "😀", "<CA", "{", "é\n"),
);

/** A request with all values in all of its texts. */
const requestOf = (said: string) => ({
  messages: [
    { role: "system", content: said },
    { role: "user", content: [{ type: "text", text: said }] },
    {
      role: "assistant",
      content: null,
      reasoning_content: said,
      tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: JSON.stringify({ a: [said] }) } }],
    },
    { role: "tool", tool_call_id: "c", content: said },
    { role: "user", content: said },
  ] as readonly ChatMessage[],
  params: { tools: [{ type: "function", function: { name: "f", description: said, parameters: {} } }] },
});

const optionsOf = (vault: Vault): RunOptions => ({
  railType: "input",
  parallel: false,
  clock: SYSTEM_CLOCK,
  context: () => {
    throw new Error("no check runs");
  },
  onRun: () => {},
  onMonitored: () => {},
  vault,
});

const tracesOf = (value: string): readonly string[] =>
  Array.from({ length: value.length - 3 }, (_, start) => value.slice(start, start + 4)).filter((one) =>
    /[qv-z1-9]{4}/.test(one),
  );

const delta = (channel: string, choice: number, text: string): StreamPart =>
  channel === "tool-call-delta"
    ? { type: channel, choice, index: 0, text }
    : ({ type: channel, choice, text } as StreamPart);

/** The delivered text of parts. */
const restored = (vault: Vault, parts: readonly StreamPart[], onStep: (text: string) => void = () => {}): string => {
  const stage = restoreStage(vault);
  let text = "";
  const output: StageOutput<StreamPart> = {
    enqueue: (part) => (text += "text" in part ? part.text : ""),
    terminate: () => {},
  };
  for (const part of parts) {
    stage.feed(part, output);
    onStep(text);
  }
  stage.end?.(output);
  return text;
};

const CHANNELS = ["text-delta", "reasoning-delta", "refusal-delta", "tool-call-delta"] as const;

describe("mask in, restore out", () => {
  it("leaks no piece of a value to the model, and restores every one where its pseudonym stands, and nothing else", () => {
    fc.assert(
      fc.property(
        values,
        fc.array(filler, { maxLength: 8 }),
        fc.array(fc.oneof(filler, fc.nat(5)), { maxLength: 10 }),
        sizes,
        fc.constantFrom(...CHANNELS),
        fc.nat(3),
        (all, between, pieces, at, channel, choice) => {
          const vault = new Vault("numbered");
          const said = all
            .map((value, index) => `${between[index] ?? ""} ${value} ${between.at(-1 - index) ?? ""}`)
            .join(" ");
          const { messages, params } = gateRequest(rail, requestOf(said), () => true, optionsOf(vault));
          const sent = JSON.stringify([messages, params]);
          for (const value of all) for (const trace of tracesOf(value)) expect(sent).not.toContain(trace);

          const names = vault.entries.map(({ pseudonym }) => pseudonym);
          expect(vault.entries.map(({ value }) => value).toSorted()).toEqual(all.toSorted());
          // A number without an entry is a pseudonym invented by the model.
          const answer = pieces
            .map((one) => (typeof one === "string" ? one : (names[one] ?? `<MAIL_${one + 20}>`)))
            .join("");
          const isJson = channel === "tool-call-delta";
          const parts = cut(isJson ? JSON.stringify(answer) : answer, at).map((text) => delta(channel, choice, text));
          const text = restored(vault, parts);
          const expected = vault.entries.reduce(
            (left, { pseudonym, value }) => left.replaceAll(pseudonym, () => value),
            answer,
          );
          expect(isJson ? (JSON.parse(text) as string) : text).toBe(expected);
        },
      ),
      { numRuns: 10_000 },
    );
  }, 120_000);

  it("holds at most a twentieth of a character on average, of answers of 1,000 characters that name one value", () => {
    // One word in forty is a tag, as in code and markup.
    const word = fc.oneof(
      { arbitrary: of("abcdefghijklm", 1, 9), weight: 39 },
      { arbitrary: fc.constant("<b>"), weight: 1 },
    );
    let [held, steps] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 180, maxLength: 220 }),
        fc.nat(179),
        fc.integer({ min: 1, max: 12 }),
        (words, at, size) => {
          const vault = new Vault("numbered");
          // As long as its pseudonym, so that lengths show how much is held.
          const pseudonym = vault.pseudonym("EMAIL", "a@b.c.com");
          expect(pseudonym.length).toBe(9);
          const answer = words.toSpliced(at, 0, pseudonym).join(" ");
          const pieces = answer.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
          const parts = pieces.map((text) => delta("text-delta", 0, text));
          let fed = 0;
          restored(vault, parts, (text) => {
            fed = Math.min(answer.length, fed + size);
            held += fed - text.length;
            steps++;
          });
        },
      ),
      { numRuns: 1_000 },
    );
    expect(held / steps).toBeLessThanOrEqual(0.05);
  });
});
