import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawn } from "../../../bench/detectors/draw.ts";
import { credentialSamples, formatSamples, plainKeySamples } from "../../../bench/detectors/secret-samples.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { createSecretGate, secretProgram } from "../../../src/library/secrets/secret-gate.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { LLMRails } from "../../../src/node/index.ts";
import type { Rail } from "../../../src/rails/rail.ts";
import { collect } from "../../../src/streams/consumers.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { railContract } from "../../contracts/rail.contract.ts";
import { railSources } from "../../support/rail-sources.ts";

const [TOKEN = ""] = drawn("ghp_[0-9A-Za-z]{36}", 1, 11);

const configOf = (flow: string, secrets: object = {}): RailsConfig =>
  RailsConfig.fromObject({
    rails: {
      output: { flows: [flow], streaming: { enabled: true, stream_first: false } },
      config: { secrets },
    },
  });

const railOf = (flow: string): Rail => {
  const [rail] = resolveRails(railSources(configOf(flow))).output;
  if (rail === undefined) throw new Error("no rail");
  return rail;
};

const text = (piece: string): StreamPart => ({ type: "text-delta", choice: 0, text: piece });
const FINISH: StreamPart = { type: "finish", choice: 0, reason: "stop" };

const answer = async (parts: readonly StreamPart[], secrets: object = {}): Promise<string> => {
  const rails = new LLMRails(configOf("mask secrets on output", secrets), {
    llm: languageModelFromStream(() => parts),
  });
  return (await collect(rails.streamAsync({ prompt: "hi" }))).join("");
};

const pieces = (whole: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.nat(whole.length), { maxLength: 10 }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), whole.length];
    return borders.slice(1).map((to, index) => whole.slice(borders[index], to));
  });

railContract("detect secrets on output", {
  rail: () => railOf("detect secrets on output"),
  allowed: "put it into a file, ",
  forbidden: TOKEN,
});

describe("mask secrets on output", () => {
  it.each([
    ["fold", Array.from(TOKEN).join("\u200b")],
    ["fold", TOKEN.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))],
    ["decode", btoa(TOKEN)],
    ["decode", Array.from(TOKEN, (char) => `&#${char.charCodeAt(0)};`).join("")],
  ])("finds at level %s a secret that is hidden by %s", async (reading, hidden) => {
    const parts = [text(`Take ${hidden} for it.`), FINISH];
    expect(await answer(parts)).toContain(hidden);
    expect(await answer(parts, { reading })).not.toContain(hidden);
    expect(await answer([text(`Take ${TOKEN} for it.`), FINISH], { reading })).toBe("Take ghp_<GITHUB_PAT> for it.");
  });

  it("replaces a secret by its kind, for any chunking", async () => {
    const whole = `Take ${TOKEN} for it.`;
    await fc.assert(
      fc.asyncProperty(pieces(whole), async (cut) => {
        expect(await answer([...cut.map(text), FINISH])).toBe("Take ghp_<GITHUB_PAT> for it.");
      }),
      { numRuns: 50 },
    );
  });

  it("finds the same for any text with a secret and any chunking", () => {
    const program = secretProgram({ exclude: new Set(), allow: new Set() });
    const samples = [...formatSamples(), ...plainKeySamples(), ...credentialSamples()].map((sample) => sample.text);
    const read = (cut: readonly string[]): string => {
      const gate = createSecretGate(program, "mask");
      return cut.map((piece) => gate.feed(piece).text).join("") + gate.end().text;
    };
    const sample = fc.constantFrom(...samples).chain((whole) => fc.tuple(fc.constant(whole), pieces(whole)));
    fc.assert(
      fc.property(sample, ([whole, cut]) => {
        expect(read(cut)).toBe(read([whole]));
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps tool call arguments valid JSON", async () => {
    const call: StreamPart = {
      type: "tool-call-delta",
      choice: 0,
      index: 0,
      id: "c1",
      name: "login",
      text: JSON.stringify({ token: TOKEN, user: "me" }),
    };
    const rails = new LLMRails(configOf("mask secrets on output"), {
      llm: languageModelFromStream(() => [call, FINISH]),
    });
    const parts = await collect(rails.streamParts({ prompt: "hi" }));
    const args = parts.map((part) => (part.type === "tool-call-delta" ? part.text : "")).join("");
    expect(JSON.parse(args)).toEqual({ token: "ghp_<GITHUB_PAT>", user: "me" });
  });

  it("ignores kinds and values that the config names", async () => {
    const parts = [text(`Take ${TOKEN} for it.`), FINISH];
    expect(await answer(parts, { exclude: ["github-pat"] })).toBe(`Take ${TOKEN} for it.`);
    const named = `token = "${TOKEN}"`;
    expect(await answer([text(named), FINISH], { exclude: ["github-pat"] })).toBe(named);
    expect(await answer(parts, { allow: [TOKEN] })).toBe(`Take ${TOKEN} for it.`);
    expect(await answer(parts, { allow: ["another"] })).toBe("Take ghp_<GITHUB_PAT> for it.");
  });

  it("rejects an unknown kind", () => {
    const load = (): unknown =>
      resolveRails(railSources(configOf("mask secrets on output", { exclude: ["github-patt"] })));
    expect(load).toThrow(/Unknown kind of secret "github-patt".*github-pat/);
  });
});
