import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForbidOnly } from "../../../src/rails/vault/forbid-only.ts";
import { restoreStage } from "../../../src/rails/vault/restore-stage.ts";
import { Vault } from "../../../src/rails/vault/vault.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import { LiteralReplacer } from "../../../src/text/literal-replacer.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { gated } from "../../support/gates.ts";
import { cut, sizes, tiny } from "../../text/cuts.ts";

describe("restoreStage", () => {
  const channels = ["text-delta", "reasoning-delta", "refusal-delta", "tool-call-delta"] as const;
  const delta = (type: (typeof channels)[number], choice: number, text: string): StreamPart =>
    type === "tool-call-delta" ? { type, choice, index: 0, text } : { type, choice, text };

  const values = fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 12 }).filter((one) => !one.includes("<")),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  const piece = fc.oneof(
    fc.constantFrom("<", "<P", "<P_", "<P_1", "<P_9>", "P_1>", " ", "ok", "<<P_1>", "{}", '"'),
    fc.nat(2).map((index) => `<P_${index + 1}>`),
  );

  it("restores every value in any channel and choice, for any split of the answer", async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.array(piece, { maxLength: 12 }),
        sizes,
        fc.constantFrom(...channels),
        fc.nat(3),
        async (all, pieces, at, type, choice) => {
          const vault = new Vault("numbered");
          for (const value of all) vault.pseudonym("P", value);
          const answer = type === "tool-call-delta" ? JSON.stringify(pieces.join("")) : pieces.join("");
          const stage = restoreStage(vault);
          const parts = cut(answer, at).map((text) => delta(type, choice, text));
          const seen = await collect(pipeline<StreamPart>(fromIterable(parts), [stage]));
          const text = seen.map((part) => ("text" in part ? part.text : "")).join("");
          const expected = pieces
            .join("")
            .replaceAll(/<P_(\d)>/g, (name, number: string) => all[Number(number) - 1] ?? name);
          expect(type === "tool-call-delta" ? (JSON.parse(text) as string) : text).toBe(expected);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it("keeps JSON within a text valid, for any value and any split of the answer", async () => {
    const word = tiny(String.raw`a"\,:{}` + "\n", 8).filter(Boolean);
    await fc.assert(
      fc.asyncProperty(word, tiny('a {}[]"\n', 6), sizes, async (value, before, at) => {
        const vault = new Vault("numbered");
        const name = vault.pseudonym("NAME", value);
        const json = JSON.stringify({ name, list: [`by ${name}`, 1] });
        const answer = `${before}\n\n\`\`\`json\n${json}\n\`\`\``;
        const parts = cut(answer, at).map((text): StreamPart => ({ type: "text-delta", choice: 0, text }));
        const restored = await collect(pipeline<StreamPart>(fromIterable(parts), [restoreStage(vault)]));
        const text = restored.map((part) => ("text" in part ? part.text : "")).join("");
        const told = JSON.parse(text.slice(text.lastIndexOf("```json") + 8, -4)) as { list: string[] };
        expect(Object.keys(told)).toEqual(["name", "list"]);
        expect(told).toMatchObject({ list: [`by ${(told as { name?: string }).name}`, 1] });
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds a pseudonym that is escaped in JSON: in arguments, and in a JSON answer", async () => {
    const [vault, value] = [new Vault("numbered"), 'a"b'];
    vault.pseudonym("P", value);
    const json = String.raw`{"to":"\u003cP_1\u003e"}`;
    for (const type of ["tool-call-delta", "text-delta"] as const) {
      const parts = [delta(type, 0, json)];
      const seen = await collect(pipeline<StreamPart>(fromIterable(parts), [restoreStage(vault, true)]));
      const text = seen.map((part) => ("text" in part ? part.text : "")).join("");
      expect(JSON.parse(text)).toEqual({ to: value });
    }
    const said = [delta("reasoning-delta", 0, 'Say "<P_1>')];
    const seen = await collect(pipeline<StreamPart>(fromIterable(said), [restoreStage(vault, true)]));
    expect(seen.map((part) => ("text" in part ? part.text : "")).join("")).toBe(`Say "${value}`);
  });

  it("holds back almost nothing of ordinary text", () => {
    const vault = new Vault("numbered");
    for (let i = 0; i < 20; i++) vault.pseudonym("EMAIL", `person${i}@site.com`);
    const replacer = new LiteralReplacer(vault.tree, "x");
    const text = "Ordinary text, as people write it: 3 < 4, <b>bold</b> and so on. ".repeat(20);
    let [released, held] = [0, 0];
    for (let i = 0; i < text.length; i++) {
      released += replacer.feed(text.charAt(i)).text.length;
      held += i + 1 - released;
    }
    expect(held / text.length).toBeLessThanOrEqual(0.05);
  });

  it("lets gates block restored values, but not mask them", () => {
    const gate = (action: "block" | "mask"): ForbidOnly =>
      new ForbidOnly(new PatternGate(compilePatterns(["me@x"]), { action }));
    expect(gated(gate("mask"), ["to m", "e@x now"])).toMatchObject({ text: "to me@x now", findings: [] });
    expect(gated(gate("block"), ["to m", "e@x now"])).toMatchObject({
      text: "to ",
      blocked: { start: 3, end: 7, at: 3 },
    });
    expect(gated(gate("block"), ["to me@x", " now", " and me@x"]).text).toBe("to ");
  });
});
