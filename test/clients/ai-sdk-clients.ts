import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  generateText,
  jsonSchema,
  type LanguageModel,
  type ModelMessage,
  Output,
  streamText,
  tool,
  type ToolSet,
} from "ai";
import {
  AGAIN,
  type CalledTool,
  CHAT,
  type Client,
  JSON_QUESTION,
  LIMIT_MS,
  MESSAGES,
  MODEL,
  RESPONSES,
  SCHEMA,
  TOOL,
  WEATHER,
} from "./client.ts";

/** The AI SDK derives capabilities of a model from its name, such as structured output. */
const CLAUDE = "claude-sonnet-5-5";

type ModelOf = (origin: string) => LanguageModel;

const own = () => ({ maxRetries: 0, abortSignal: AbortSignal.timeout(LIMIT_MS) });

const generated =
  (model: ModelOf): Client["ask"] =>
  async (origin, prompt) => {
    const { text, finishReason, usage } = await generateText({ model: model(origin), prompt, ...own() });
    return { text, reason: finishReason.replace("-", "_"), totalTokens: usage.totalTokens };
  };

const streamed =
  (model: ModelOf): Client["ask"] =>
  async (origin, prompt) => {
    const errors: unknown[] = [];
    const onError = ({ error }: { readonly error: unknown }): void => void errors.push(error);
    const result = streamText({ model: model(origin), prompt, ...own(), onError });
    let text = "";
    for await (const piece of result.textStream) text += piece;
    if (errors.length > 0) throw errors[0];
    const { totalTokens } = await result.usage;
    return { text, reason: (await result.finishReason).replace("-", "_"), totalTokens };
  };

interface AiAnswer {
  readonly text: string;
  readonly toolCalls: readonly { readonly toolName: string; readonly input: unknown }[];
  readonly response: { readonly messages: readonly ModelMessage[] };
}

type AiParams = { readonly model: LanguageModel; readonly messages: ModelMessage[]; readonly tools: ToolSet };

const answered = (params: AiParams): Promise<AiAnswer> => generateText({ ...params, ...own() });

const answeredInPieces = async (params: AiParams): Promise<AiAnswer> => {
  const { text, toolCalls, response } = streamText({ ...params, ...own() });
  return { text: await text, toolCalls: await toolCalls, response: await response };
};

const look_up = tool({
  description: TOOL.description,
  inputSchema: jsonSchema<{ city: string }>(SCHEMA as never),
  execute: () => "rain",
});

const toolBy =
  (model: ModelOf, answer: (params: AiParams) => Promise<AiAnswer>) =>
  async (origin: string): Promise<CalledTool> => {
    const asked: ModelMessage[] = [{ role: "user", content: WEATHER }];
    const first = await answer({ model: model(origin), messages: asked, tools: { look_up } });
    const [call] = first.toolCalls;
    const messages = [...asked, ...first.response.messages, { role: "user" as const, content: AGAIN }];
    const second = await answer({ model: model(origin), messages, tools: { look_up } });
    return { name: call?.toolName ?? "", city: (call?.input as { city?: unknown })?.city, after: second.text };
  };

const structureBy =
  (model: ModelOf) =>
  async (origin: string): Promise<unknown> => {
    const output = Output.object({ schema: jsonSchema(SCHEMA as never) });
    return (await generateText({ model: model(origin), prompt: JSON_QUESTION, output, ...own() })).output;
  };

const streamedStructureBy =
  (model: ModelOf) =>
  async (origin: string): Promise<unknown> => {
    const output = Output.object({ schema: jsonSchema(SCHEMA as never) });
    return streamText({ model: model(origin), prompt: JSON_QUESTION, output, ...own() }).output;
  };

const ofAiSdk = (name: string, call: string, path: string, model: ModelOf): readonly Client[] => [
  {
    package: name,
    call: `${call}, generateText`,
    path,
    ask: generated(model),
    useTool: toolBy(model, answered),
    structure: structureBy(model),
  },
  {
    package: name,
    call: `${call}, streamText`,
    path,
    ask: streamed(model),
    useTool: toolBy(model, answeredInPieces),
    structure: streamedStructureBy(model),
  },
];

const key = (origin: string) => ({ baseURL: `${origin}/v1`, apiKey: "any" });

export const AI_SDK: readonly Client[] = [
  ...ofAiSdk("@ai-sdk/openai", "openai()", RESPONSES, (origin) => createOpenAI(key(origin))(MODEL)),
  ...ofAiSdk("@ai-sdk/openai", "openai.chat()", CHAT, (origin) => createOpenAI(key(origin)).chat(MODEL)),
  ...ofAiSdk("@ai-sdk/openai-compatible", "createOpenAICompatible()", CHAT, (origin) =>
    createOpenAICompatible({ name: "gateway", ...key(origin), includeUsage: true, supportsStructuredOutputs: true })(
      MODEL,
    ),
  ),
  ...ofAiSdk("@ai-sdk/anthropic", "anthropic()", MESSAGES, (origin) => createAnthropic(key(origin))(CLAUDE)),
];
