import type { LLMRailsOptions } from "../../src/engine/llm-rails-options.ts";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { gatherResponse } from "../../src/llm/gather-response.ts";
import type { LanguageModel, ModelRequest } from "../../src/llm/language-model.ts";
import { scriptedModel } from "../../src/llm/scripted/scripted.ts";
import { defineRail, type Rail } from "../../src/rails/rail.ts";
import { toReadable } from "../../src/streams/pull.ts";
import type { ChatMessage } from "../../src/types/chat-message.ts";
import type { Clock } from "../../src/types/clock.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";

/** A clock that moves only when the test advances it. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  #next = 1;

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): number {
    this.#timers.set(this.#next, { at: this.#now + milliseconds, callback });
    return this.#next++;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  get pending(): number {
    return this.#timers.size;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const [timer, { at, callback }] of this.#timers) {
      if (at > this.#now) continue;
      this.#timers.delete(timer);
      callback();
    }
  }
}

export const user = (content: string): ChatMessage => ({ role: "user", content });
export const assistant = (content: string): ChatMessage => ({ role: "assistant", content });
/** The rail `mask`, which masks a name. */
export const maskBob: Rail = defineRail({
  name: "mask",
  reads: "window",
  transforms: true,
  check: ({ fresh }) =>
    fresh.includes("Bob") ? { outcome: "transform", text: fresh.replaceAll("Bob", "<N>") } : { outcome: "allow" },
});

export const HELLO: { readonly messages: readonly ChatMessage[] } = { messages: [user("Hello!")] };

/** Rails of a YAML config. By default, the model answers "This is a scripted answer." */
export const railsOf = (yamlContent: string, options: LLMRailsOptions = {}, colangContent?: string): LLMRails => {
  const content = colangContent === undefined ? { yamlContent } : { yamlContent, colangContent };
  return new LLMRails(RailsConfig.fromContent(content), { llm: scriptedModel({}), ...options });
};

export const says = (...replies: readonly (string | object)[]): LanguageModel =>
  scriptedModel({ replies, chunk: "char" });

/** A model that delivers the given parts one at a time, and records reads and cancels. */
export class RecordingModel implements LanguageModel {
  readonly provider: string = "fake";
  readonly model: string = "fake-1";
  readonly requests: ModelRequest[] = [];
  readonly cancels: unknown[] = [];
  /** The number of reads. */
  pulled = 0;
  readonly #parts: readonly (StreamPart | Error)[];

  constructor(parts: readonly (StreamPart | Error)[]) {
    this.#parts = parts;
  }

  async generate(request: ModelRequest): Promise<ReturnType<typeof gatherResponse>> {
    this.requests.push(request);
    return gatherResponse(
      this.provider,
      this.#parts.filter((part): part is StreamPart => !(part instanceof Error)),
    );
  }

  async stream(request: ModelRequest): Promise<ReadableStream<StreamPart>> {
    request.signal?.throwIfAborted();
    this.requests.push(request);
    let at = 0;
    return toReadable<StreamPart>({
      pull: async () => {
        const part = this.#parts[at++];
        if (part instanceof Error) throw part;
        if (part !== undefined) this.pulled++;
        return part === undefined ? undefined : [part];
      },
      cancel: async (reason) => {
        this.cancels.push(reason);
      },
    });
  }
}

export const text = (value: string, choice = 0): StreamPart => ({ type: "text-delta", choice, text: value });
export const finish = (choice = 0): StreamPart => ({ type: "finish", choice, reason: "stop" });
export const textParts = (value: string, size = 1): readonly StreamPart[] => [
  ...(value.match(new RegExp(`[^]{1,${size}}`, "g")) ?? []).map((piece) => text(piece)),
  finish(),
];

/** A model for judges, whose answers are computed from the prompt. */
export const judge = (answer: (prompt: string, request: ModelRequest) => string | Promise<string>): LanguageModel => ({
  provider: "fake",
  model: "judge",
  async generate(request) {
    const prompt = request.messages
      .map(({ content }) => (typeof content === "string" ? content : JSON.stringify(content)))
      .join("\n");
    return { choices: [{ content: await answer(prompt, request), finishReason: "stop" }] };
  },
  stream: () => Promise.reject(new Error("a judge is not streamed")),
});

/** The engines of judge and main model for configs of `withJudge`. */
export const JUDGE_MODELS = `
models:
  - { type: main, engine: fake_main, model: m }
  - { type: self_check_input, engine: fake_judge, model: j }
  - { type: self_check_output, engine: fake_judge, model: j }
`;

export const withJudge = (main: LanguageModel, judgeModel: LanguageModel): LLMRailsOptions => ({
  llm: main,
  engines: { fake_main: () => main, fake_judge: () => judgeModel },
});

export const collect = async <T>(stream: ReadableStream<T>): Promise<T[]> => {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};

/** The chunks of a stream, and its error, if it failed. */
export const collectUntilError = async <T>(
  stream: ReadableStream<T>,
): Promise<{ readonly chunks: readonly T[]; readonly error: unknown }> => {
  const chunks: T[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error };
  }
};

/** Runs everything that is ready, including nested microtasks. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

export const blockedChunk = (flow: string): string =>
  `{"error": {"message": "Blocked by ${flow} rails.", "type": "guardrails_violation", "param": "${flow}", "code": "content_blocked"}}`;

export const REGEX_OUTPUT = (pattern: string, streaming = "{ enabled: true, stream_first: false }"): string => `
rails:
  config: { regex_detection: { output: { patterns: ['${pattern}'] } } }
  output:
    flows: [regex check output]
    streaming: ${streaming}
`;
