import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entitySamples } from "../../../bench/detectors/entity-samples.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { entityGates, entityProgram } from "../../../src/library/sensitive-data/entity-gate.ts";
import { RECOGNIZERS } from "../../../src/library/sensitive-data/recognizers.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { LLMRails } from "../../../src/node/index.ts";
import type { Rail } from "../../../src/rails/rail.ts";
import { collect } from "../../../src/streams/consumers.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { railContract } from "../../contracts/rail.contract.ts";
import { RecordingModel } from "../../support/engine.ts";
import { railSources } from "../../support/rail-sources.ts";

interface Settings {
  readonly output?: object;
  readonly recognizers?: readonly object[];
  readonly missing_entities?: "refuse" | "skip";
}

const configOf = (
  verb: string,
  { output = { entities: ["EMAIL_ADDRESS"] }, recognizers = [], ...more }: Settings = {},
): RailsConfig =>
  RailsConfig.fromObject({
    rails: {
      output: { flows: [`${verb} sensitive data on output`], streaming: { enabled: true, stream_first: false } },
      config: { sensitive_data_detection: { output, recognizers, ...more } },
    },
  });

const railOf = (verb: string, settings: Settings = {}): Rail => {
  const [rail] = resolveRails(railSources(configOf(verb, settings))).output;
  if (rail === undefined) throw new Error("no rail");
  return rail;
};

const FINISH: StreamPart = { type: "finish", choice: 0, reason: "stop" };

const masked = async (cut: readonly string[], settings: Settings = {}): Promise<string> => {
  const parts: readonly StreamPart[] = [
    ...cut.map((text) => ({ type: "text-delta", choice: 0, text }) as const),
    FINISH,
  ];
  const rails = new LLMRails(configOf("mask", settings), { llm: languageModelFromStream(() => parts) });
  return (await collect(rails.streamAsync({ prompt: "hi" }))).join("");
};

const pieces = (whole: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.nat(whole.length), { maxLength: 10 }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), whole.length];
    return borders.slice(1).map((to, index) => whole.slice(borders[index], to));
  });

railContract("detect sensitive data on output", {
  rail: () => railOf("detect"),
  allowed: "a fine day in the park, ",
  forbidden: "jane@example.com",
});

describe("mask sensitive data on output", () => {
  it("replaces an entity by its name, for any chunking", async () => {
    const entities = ["EMAIL_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER", "IBAN_CODE"];
    const whole =
      "Mail jane@example.com, call 0494 92 82 32, card 4111 1111 1111 1111 2031, IBAN DE89 3704 0044 0532 0130 00 by May.";
    await fc.assert(
      fc.asyncProperty(pieces(whole), async (cut) => {
        expect(await masked(cut, { output: { entities } })).toBe(
          "Mail <EMAIL_ADDRESS>, call <PHONE_NUMBER>, card <CREDIT_CARD> 2031, IBAN <IBAN_CODE> by May.",
        );
      }),
      { numRuns: 50 },
    );
  });

  it("finds the same for any text with an entity and any chunking", () => {
    const createGate = entityGates(entityProgram(RECOGNIZERS, 0.35), { action: "mask", reading: "exact" });
    const read = (cut: readonly string[]): string => {
      const gate = createGate();
      return cut.map((piece) => gate.feed(piece).text).join("") + gate.end().text;
    };
    const sample = fc
      .constantFrom(...entitySamples().map(({ text }) => text))
      .chain((whole) => fc.tuple(fc.constant(whole), pieces(whole)));
    fc.assert(
      fc.property(sample, ([whole, cut]) => {
        expect(read(cut)).toBe(read([whole]));
      }),
      { numRuns: 300 },
    );
  });

  it("uses the config's mask token", async () => {
    const output = { entities: ["EMAIL_ADDRESS"], mask_token: "[removed]" };
    expect(await masked(["I am jane@example.com."], { output })).toBe("I am [removed].");
  });

  it("has a default threshold of 0.4, as in NeMo Guardrails", async () => {
    const text = "It came from 192.168.0.7.";
    const entities = ["IP_ADDRESS"];
    expect(await masked([text], { output: { entities } })).toBe(text);
    expect(await masked([text], { output: { entities, score_threshold: 0.1 } })).toBe("It came from <IP_ADDRESS>.");
  });

  it("finds disguised values if the level is set", async () => {
    const text = "I am ｊａｎｅ@exam\u200bple.com.";
    const entities = ["EMAIL_ADDRESS"];
    expect(await masked([text], { output: { entities, reading: "fold" } })).toBe("I am <EMAIL_ADDRESS>.");
  });
});

describe("recognizers of a config", () => {
  const badge = {
    name: "Badges",
    supported_entity: "BADGE",
    patterns: [{ name: "badge", regex: String.raw`\bb-\d{4}\b`, score: 0.1 }],
    context: ["Badge"],
  };

  it("match their patterns in any case, if context words raise the score enough", async () => {
    const settings = { output: { entities: ["BADGE"] }, recognizers: [badge] };
    expect(await masked(["My badge is B-1234, not b-5678 for today and tomorrow."], settings)).toBe(
      "My badge is <BADGE>, not <BADGE> for today and tomorrow.",
    );
    expect(await masked(["Take B-1234."], settings)).toBe("Take B-1234.");
  });

  it("match the words of a deny list, longer ones first, only as whole words", async () => {
    const titles = { supported_entity: "PERSON", deny_list: ["Mr.", "Jane", "Jane Doe"] };
    const settings = { output: { entities: ["PERSON"] }, recognizers: [titles] };
    expect(await masked(["jane doe met Janet and Mr. X."], settings)).toBe("<PERSON> met Janet and <PERSON> X.");
  });

  it("are rejected with patterns that cannot be matched on a stream", () => {
    const recognizers = [{ supported_entity: "BADGE", patterns: [{ regex: "(?<=ab)c", score: 1 }] }];
    expect(() => railOf("mask", { output: { entities: ["BADGE"] }, recognizers })).toThrow(
      /recognizers\.0\.patterns\.0\.regex: Pattern '\(\?<=ab\)c' cannot be used/,
    );
  });
});

describe("entities", () => {
  it("that only a language model finds are rejected, with alternatives", () => {
    expect(() => railOf("detect", { output: { entities: ["PERSON"] } })).toThrow(
      /PERSON.*language model.*gliner detect pii/,
    );
  });

  it("that need a language model are skipped with a warning if configured", async () => {
    const settings = { output: { entities: ["PERSON", "EMAIL_ADDRESS"] }, missing_entities: "skip" } as const;
    expect(await masked(["Ann ann@example.com"], settings)).toBe("Ann <EMAIL_ADDRESS>");
    const seen: string[] = [];
    const onWarning = ({ message }: { readonly message: string }): number => seen.push(message);
    void new LLMRails(configOf("mask", settings), { llm: new RecordingModel([]), onWarning });
    expect(seen).toEqual([expect.stringMatching(/^Nothing looks for "PERSON"/)]);
  });

  it("are rejected if none is left, and for unknown names", () => {
    const skip = { missing_entities: "skip" } as const;
    expect(() => railOf("detect", { output: { entities: ["PERSON"] }, ...skip })).toThrow(
      /Nothing is left to look for/,
    );
    expect(() => railOf("detect", { output: { entities: ["EMAIL_ADRESS"] }, ...skip })).toThrow(/Unknown entity/);
  });

  it("that are unknown are rejected with a suggestion", () => {
    expect(() => railOf("detect", { output: { entities: ["EMAIL_ADRESS"] } })).toThrow(/Unknown entity.*EMAIL_ADDRESS/);
  });

  it("default to those that need no context", async () => {
    expect(await masked(["Ann, ann@example.com"], { output: {} })).toBe("Ann, <EMAIL_ADDRESS>");
  });
});

describe("mask sensitive data on input and retrieval", () => {
  it("pass the model only masked text", async () => {
    const section = { entities: ["EMAIL_ADDRESS"] };
    const config = RailsConfig.fromObject({
      rails: {
        input: { flows: ["mask sensitive data on input"] },
        retrieval: { flows: ["mask sensitive data on retrieval"] },
        config: { sensitive_data_detection: { input: section, retrieval: section } },
      },
    });
    const model = new RecordingModel([{ type: "text-delta", choice: 0, text: "fine" }, FINISH]);
    const rails = new LLMRails(config, { llm: model });
    const { output_data: data } = await rails.generateAsync({
      messages: [
        { role: "context", content: { relevant_chunks: ["by joe@example.org"] } },
        { role: "user", content: "I am jane@example.com" },
      ],
      options: { output_vars: ["relevant_chunks"] },
    });
    const [material, question] = model.requests.at(-1)?.messages ?? [];
    expect(question).toEqual({ role: "user", content: "I am <EMAIL_ADDRESS>" });
    expect(material?.content).toContain("by <EMAIL_ADDRESS>");
    expect(JSON.stringify(data)).toContain("by <EMAIL_ADDRESS>");
  });
});
