import { describe, expect, it } from "vitest";
import {
  HuggingFacePipelineCompatible,
  type TextGenerationPipelineLike,
  type TokenizerLike,
} from "../../../src/integrations/huggingface/index.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";

type GenerateOptions = Record<string, unknown> & { streamer: { put(ids: bigint[][]): void; end(): void } };
type Generate = (this: TextGenerationPipelineLike["model"], options: GenerateOptions) => Promise<unknown>;

/** A tokenizer with one token per character, which records the encoded texts. */
const tokenizer = (members: Partial<TokenizerLike> = {}): TokenizerLike & { prompts: unknown[][] } => {
  const prompts: unknown[][] = [];
  const encode = (text: string, options?: unknown): unknown => {
    prompts.push([text, options]);
    return { input_ids: { dims: [1, text.length] }, text };
  };
  const decode = (ids: bigint[]): string => String.fromCodePoint(...ids.map(Number));
  return Object.assign(encode, { decode, prompts }, members);
};

const fake = (generate: Generate, of: TokenizerLike = tokenizer()): TextGenerationPipelineLike => ({
  tokenizer: of,
  model: { generate, forward: () => Promise.resolve() },
});

/** Generates a fixed answer with one character per step, and records the options. */
const answering = (answer: string, seen: GenerateOptions[] = []): Generate =>
  async function (options) {
    seen.push(options);
    options.streamer.put([[1n]]);
    for (const character of answer) {
      await this.forward({});
      options.streamer.put([[BigInt(character.codePointAt(0) ?? 0)]]);
    }
    options.streamer.end();
  };

const messages: ChatMessage[] = [
  { role: "developer", content: "Be brief." },
  {
    role: "user",
    content: [
      { type: "text", text: "Hi " },
      { type: "text", text: "there" },
    ],
  },
];

const kwargsFor = async (
  modelKwargs: Record<string, unknown>,
  params: Record<string, unknown>,
): Promise<GenerateOptions> => {
  const seen: GenerateOptions[] = [];
  const llm = new HuggingFacePipelineCompatible({ pipeline: fake(answering("ok", seen)), modelKwargs });
  await llm.generate({ messages, params });
  const [options] = seen;
  if (options === undefined) throw new Error("generate was not called");
  return options;
};

describe("HuggingFacePipelineCompatible and prompts", () => {
  const promptOf = async (
    of: TokenizerLike & { prompts: unknown[][] },
    mode: "chat" | "text" = "chat",
  ): Promise<unknown> => {
    await new HuggingFacePipelineCompatible({ pipeline: fake(answering("ok"), of), mode }).generate({ messages });
    return of.prompts[0];
  };

  it("uses the tokenizer's chat template, which writes its own marks", async () => {
    const apply = (given: unknown, options: unknown): string => JSON.stringify([given, options]);
    const [prompt, options] = (await promptOf(
      tokenizer({ chat_template: "…", apply_chat_template: apply }),
    )) as string[];
    const flat = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi there" },
    ];
    expect(JSON.parse(prompt ?? "")).toEqual([flat, { tokenize: false, add_generation_prompt: true }]);
    expect(options).toEqual({ add_special_tokens: false });
  });

  it("writes lines of role and text for a tokenizer without a chat template", async () => {
    const text = "system: Be brief.\nuser: Hi there\nassistant:";
    expect(await promptOf(tokenizer({ chat_template: null, add_bos_token: true }))).toEqual([
      text,
      { add_special_tokens: true },
    ]);
  });

  it("sends only the texts in mode text", async () => {
    const of = tokenizer({ chat_template: "…", apply_chat_template: () => "templated" });
    expect(await promptOf(of, "text")).toEqual(["Be brief.\nHi there", { add_special_tokens: false }]);
  });

  it("rejects with bad_request if the chat template rejects the messages, without its message for clients", async () => {
    const refuse = (): never => {
      throw new Error("roles must alternate");
    };
    const of = tokenizer({ chat_template: "…", apply_chat_template: refuse });
    await expect(promptOf(of)).rejects.toMatchObject({
      code: "bad_request",
      message: "The chat template of the model refuses these messages",
      detail: "roles must alternate",
    });
  });
});

describe("HuggingFacePipelineCompatible and parameters", () => {
  it("applies the model's own settings, and lets the request override sampling", async () => {
    const kwargs = await kwargsFor(
      { top_k: 5, no_repeat_ngram_size: 2 },
      { temperature: 0.5, top_k: 7, max_tokens: 9 },
    );
    expect(kwargs).toMatchObject({
      top_k: 7,
      no_repeat_ngram_size: 2,
      temperature: 0.5,
      do_sample: true,
      max_new_tokens: 9,
    });
  });

  it("samples with a temperature and is greedy at 0", async () => {
    expect(await kwargsFor({ temperature: 0.01 }, {})).toMatchObject({ temperature: 0.01, do_sample: true });
    expect(await kwargsFor({ temperature: 0.01, do_sample: false }, {})).toMatchObject({ do_sample: false });
    const greedy = await kwargsFor({ temperature: 0.7 }, { temperature: 0 });
    expect(greedy).toMatchObject({ do_sample: false });
    expect(greedy).not.toHaveProperty("temperature");
  });

  it("accepts only sampling numbers from a request", async () => {
    const kwargs = await kwargsFor({}, { streamer: "mine", num_return_sequences: 4, top_p: "high", eos_token_id: 3 });
    for (const name of ["num_return_sequences", "top_p", "eos_token_id"]) expect(kwargs).not.toHaveProperty(name);
    expect(kwargs.max_new_tokens).toBe(256);
  });

  it("keeps stopping criteria of the model's settings besides its own", async () => {
    const mine = (): boolean[] => [false];
    const { stopping_criteria: criteria } = await kwargsFor({ stopping_criteria: mine }, {});
    expect(criteria).toEqual([mine, expect.any(Function)]);
  });
});

describe("HuggingFacePipelineCompatible and failures", () => {
  const failing: Generate = async (options) => {
    options.streamer.put([[1n]]);
    throw new Error("failed to allocate 4 GB at /srv/models");
  };

  it("rejects with a ProviderError when the model fails before the first part", async () => {
    const llm = new HuggingFacePipelineCompatible({ pipeline: fake(failing), model: "tiny" });
    await expect(llm.stream({ messages })).rejects.toMatchObject({
      code: "server",
      message: 'Model "tiny" failed while it generated',
      detail: "failed to allocate 4 GB at /srv/models",
    });
  });

  it("errors the stream if the model fails after the first part", async () => {
    const half: Generate = async function (options) {
      options.streamer.put([[1n]]);
      for (const id of [65n, 32n, 66n]) options.streamer.put([[id]]);
      await this.forward({});
      throw new Error("device lost");
    };
    const reader = (await new HuggingFacePipelineCompatible({ pipeline: fake(half) }).stream({ messages })).getReader();
    expect((await reader.read()).value?.type).toBe("response");
    expect((await reader.read()).value).toEqual({ type: "text-delta", choice: 0, text: "A" });
    await expect(reader.read()).rejects.toMatchObject({ code: "server", detail: "device lost" });
  });

  it("rejects with truncated if the model returns without an end", async () => {
    const silent: Generate = async (options) => options.streamer.put([[1n]]);
    const llm = new HuggingFacePipelineCompatible({ pipeline: fake(silent) });
    await expect(llm.generate({ messages })).rejects.toMatchObject({ code: "truncated" });
  });

  it("frees the key-value cache of an answer that was cancelled between two steps", async () => {
    let freed = 0;
    const cache = { dispose: async () => void freed++ };
    const endless: Generate = async function (options) {
      options.streamer.put([[1n]]);
      for (;;) {
        await this.forward({ past_key_values: cache });
        options.streamer.put([[0x65e5n]]);
      }
    };
    const stream = await new HuggingFacePipelineCompatible({ pipeline: fake(endless) }).stream({ messages });
    await stream.cancel();
    await expect.poll(() => freed).toBe(1);
  });

  it("asks generate to stop, without interrupting it, when its reader cancels in the middle of a step", async () => {
    const steps: (() => void)[] = [];
    let outcome = "running";
    const stepwise: Generate = async function (options) {
      const criteria = options["stopping_criteria"] as ((ids: bigint[][]) => boolean[])[];
      options.streamer.put([[1n]]);
      try {
        do {
          await this.forward({});
          options.streamer.put([[0x65e5n]]);
        } while (!criteria.some((criterion) => criterion([[1n]]).includes(true)));
        outcome = "stopped";
      } catch {
        outcome = "broken off";
      }
    };
    const model = { generate: stepwise, forward: () => new Promise<void>((resolve) => steps.push(resolve)) };
    const llm = new HuggingFacePipelineCompatible({ pipeline: { tokenizer: tokenizer(), model } });
    const controller = new AbortController();
    const answer = llm.stream({ messages, signal: controller.signal });
    await expect.poll(() => steps.length).toBe(1);
    controller.abort(new Error("the client left"));
    await expect(answer).rejects.toThrow("the client left");
    steps[0]?.();
    await expect.poll(() => outcome).toBe("stopped");
  });
});
