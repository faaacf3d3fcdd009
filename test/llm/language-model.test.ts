import type { ModelConfig } from "../../src/config/config-types.ts";
import type { Runtime } from "../../src/http/runtime.ts";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { createModel } from "../../src/llm/registry.ts";
import { scriptedModel } from "../../src/llm/scripted/scripted.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import {
  ANSWER,
  languageModelContract,
  type HangingModel,
  type ModelHarness,
} from "../contracts/language-model.contract.ts";
import { bodyOf, modelConfig, runtimeWith, sseResponse, runtimeOf } from "../support/model-runtime.ts";
import { recorded } from "../support/recorded.ts";

type Chunks = readonly Uint8Array[];

/** The beginning of a recording, up to and including the event that brings "Hello". */
const beginning = (bytes: Uint8Array): Uint8Array => {
  const text = new TextDecoder().decode(bytes);
  return new TextEncoder().encode(text.slice(0, text.indexOf("\n\n", text.indexOf("Hello")) + 2));
};

const hangingWith = (make: (onCancel: () => void) => LanguageModel): HangingModel => {
  let stopped = false;
  const model = make(() => {
    stopped = true;
  });
  return { model, stopped: () => stopped };
};

/** A provider whose answers are bytes: `serve` makes a model that is sent them. */
const byteHarness = (
  recording: string,
  serve: (body: () => ReadableStream<Uint8Array>) => LanguageModel,
  failing: () => LanguageModel,
): ModelHarness => {
  const bytes = recorded(recording);
  const fromBytes = (chunks: Chunks): LanguageModel => serve(() => bodyOf(chunks));
  return {
    bytes,
    fromBytes,
    failing,
    complete: () => fromBytes([bytes]),
    truncated: () => fromBytes([beginning(bytes)]),
    hanging: () => hangingWith((onCancel) => serve(() => bodyOf([beginning(bytes)], { stall: true, onCancel }))),
  };
};

const httpHarness = (recording: string, overrides: Partial<ModelConfig>, env: Runtime["env"]): ModelHarness => {
  const config = modelConfig({ ...overrides, parameters: { max_retries: 0, ...overrides.parameters } });
  return byteHarness(
    recording,
    (body) =>
      createModel(
        config,
        runtimeWith(() => sseResponse(body()), { env }),
      ),
    () =>
      createModel(
        config,
        runtimeWith(() => Response.json({ error: { message: "no" } }, { status: 500 }), { env }),
      ),
  );
};

const workersAiHarness = (recording: string): ModelHarness => {
  const config = modelConfig({ engine: "workers_ai", model: "@cf/meta/llama", parameters: { max_retries: 0 } });
  const runtime = (run: () => Promise<unknown>): Runtime => runtimeOf({ AI: { run } });
  return byteHarness(
    recording,
    (body) =>
      createModel(
        config,
        runtime(async () => body()),
      ),
    () =>
      createModel(
        config,
        runtime(() => Promise.reject(new Error("3040: Capacity temporarily exceeded"))),
      ),
  );
};

languageModelContract("engine openai", httpHarness("openrouter", {}, { OPENAI_API_KEY: "sk-test" }));
languageModelContract("engine ollama", httpHarness("ollama", { engine: "ollama" }, {}));
languageModelContract(
  "engine azure",
  httpHarness(
    "azure",
    { engine: "azure", parameters: { azure_endpoint: "https://x.openai.azure.com", api_version: "2024-10-21" } },
    { AZURE_OPENAI_API_KEY: "azure-test" },
  ),
);
languageModelContract(
  "engine anthropic",
  httpHarness("anthropic", { engine: "anthropic" }, { ANTHROPIC_API_KEY: "sk-ant" }),
);
languageModelContract("engine workers_ai", workersAiHarness("workers-ai"));
languageModelContract("engine workers_ai with OpenAI chunks", workersAiHarness("workers-ai-chunks"));

const usage = { prompt_tokens: 7, completion_tokens: 3 };
const script = { replies: [ANSWER], usage, chunk: 5 };

languageModelContract("engine scripted", {
  complete: () => scriptedModel(script),
  truncated: () => scriptedModel({ ...script, fault: { truncate_after: 1 } }),
  failing: () => scriptedModel({ ...script, fault: { status: 500 } }),
});

const closing: readonly StreamPart[] = [
  { type: "finish", choice: 0, reason: "stop" },
  { type: "usage", choice: 0, usage: { promptTokens: 7, completionTokens: 3, totalTokens: 10, estimated: false } },
];

const delta = (text: string): StreamPart => ({ type: "text-delta", choice: 0, text });

languageModelContract("languageModelFromStream", {
  complete: () => languageModelFromStream(() => [delta("Hello"), delta(", wörld 🌍"), ...closing]),
  truncated: () => languageModelFromStream(() => [delta("Hello")]),
  failing: () =>
    languageModelFromStream(() => {
      throw new Error("no GPU");
    }),
  hanging: () =>
    hangingWith((onCancel) =>
      languageModelFromStream(
        () =>
          new ReadableStream<StreamPart>(
            {
              start: (controller) => controller.enqueue(delta("Hello")),
              pull: () => new Promise(() => {}),
              cancel: onCancel,
            },
            { highWaterMark: 0 },
          ),
      ),
    ),
});

const bytesHarness = byteHarness(
  "azure",
  (body) => languageModelFromStream(() => body()),
  () => languageModelFromStream(() => Promise.reject(new Error("no"))),
);

languageModelContract("languageModelFromStream with bytes", bytesHarness);
