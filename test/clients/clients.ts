import Anthropic from "@anthropic-ai/sdk";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
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
import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import OpenAI from "openai";
import { z } from "zod";

/** What a client made of an answer. */
export interface Reading {
  readonly text: string;
  /** In the words of chat completions. */
  readonly reason: string | null | undefined;
  readonly totalTokens: number | undefined;
}

/** What a client made of a call, and of the answer to the question after its result. */
export interface CalledTool {
  readonly name: string;
  readonly city: unknown;
  readonly after: string;
}

type UseTool = (origin: string) => Promise<CalledTool>;

type Structure = (origin: string) => Promise<unknown>;

/** A client with nothing changed but its base URL. */
export interface Client {
  readonly package: string;
  /** What of it is called. */
  readonly call: string;
  /** The path of the API it speaks. */
  readonly path: string;
  readonly ask: (origin: string, question: string) => Promise<Reading>;
  /** Whether its requests leave out that usage should be told. */
  readonly asksNoUsage?: boolean;
  readonly useTool?: UseTool;
  readonly structure?: Structure;
}

// Tests talk to nobody but the gateway.
process.env["MASTRA_TELEMETRY_DISABLED"] = "true";

/** Ends what hangs. Not a word about speed: a busy machine may stop for seconds. */
const LIMIT_MS = 60_000;
/** What the provider of these tests is asked, and answers. */
export const WEATHER = "weather";
const AGAIN = "hi again";
export const JSON_QUESTION = "as json";
const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
} as const;
const TOOL = { name: "look_up", description: "The weather of a city", parameters: SCHEMA } as const;

const MODEL = "guarded";
/** By the name of a model the AI SDK tells what that can do, such as to answer by a schema. */
const CLAUDE = "claude-sonnet-5-5";
const CHAT = "/v1/chat/completions";
const RESPONSES = "/v1/responses";
const MESSAGES = "/v1/messages";

const openai = (origin: string): OpenAI =>
  new OpenAI({ baseURL: `${origin}/v1`, apiKey: "any", maxRetries: 0, timeout: LIMIT_MS });

const cityOf = (json: string): unknown => (JSON.parse(json) as { readonly city: unknown }).city;

// --- openai, chat completions

const chatOf = (content: string) => ({ model: MODEL, messages: [{ role: "user" as const, content }] });

const chatReading = ({ choices, usage }: OpenAI.ChatCompletion): Reading => ({
  text: choices[0]?.message.content ?? "",
  reason: choices[0]?.finish_reason,
  totalTokens: usage?.total_tokens,
});

type ChatParams = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">;

const chatTool =
  (complete: (client: OpenAI, params: ChatParams) => Promise<OpenAI.ChatCompletion>): UseTool =>
  async (origin) => {
    const client = openai(origin);
    const tools = [{ type: "function" as const, function: { ...TOOL, strict: true } }];
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: WEATHER }];
    const first = await complete(client, { model: MODEL, messages, tools });
    const message = first.choices[0]?.message;
    const [call] = message?.tool_calls ?? [];
    if (message === undefined || call?.type !== "function") throw new Error("no call");
    messages.push(message, { role: "tool", tool_call_id: call.id, content: "rain" }, { role: "user", content: AGAIN });
    const second = await complete(client, { model: MODEL, messages, tools });
    const { name, arguments: json } = call.function;
    return { name, city: cityOf(json), after: second.choices[0]?.message.content ?? "" };
  };

const chatFormat = {
  response_format: { type: "json_schema" as const, json_schema: { name: "city", schema: SCHEMA, strict: true } },
};

const chatStructure = async (origin: string): Promise<unknown> => {
  const { choices } = await openai(origin).chat.completions.parse({ ...chatOf(JSON_QUESTION), ...chatFormat });
  return choices[0]?.message.parsed;
};

const STREAMED = { stream: true as const, stream_options: { include_usage: true } };

const OPENAI_CHAT: readonly Client[] = [
  {
    package: "openai",
    call: "chat.completions.create",
    path: CHAT,
    ask: async (origin, question) => chatReading(await openai(origin).chat.completions.create(chatOf(question))),
    useTool: chatTool((client, params) => client.chat.completions.create(params)),
    structure: chatStructure,
  },
  {
    package: "openai",
    call: "chat.completions.create, streamed",
    path: CHAT,
    ask: async (origin, question) => {
      let [text, reason, totalTokens]: [string, string | null, number | undefined] = ["", null, undefined];
      for await (const chunk of await openai(origin).chat.completions.create({ ...chatOf(question), ...STREAMED })) {
        text += chunk.choices[0]?.delta.content ?? "";
        reason = chunk.choices[0]?.finish_reason ?? reason;
        totalTokens = chunk.usage?.total_tokens ?? totalTokens;
      }
      return { text, reason, totalTokens };
    },
  },
  {
    package: "openai",
    call: "chat.completions.stream",
    path: CHAT,
    ask: async (origin, question) => {
      const runner = openai(origin).chat.completions.stream({ ...chatOf(question), ...STREAMED });
      return chatReading(await runner.finalChatCompletion());
    },
    useTool: chatTool((client, params) =>
      client.chat.completions.stream({ ...params, ...STREAMED }).finalChatCompletion(),
    ),
    structure: async (origin) => {
      const runner = openai(origin).chat.completions.stream({ ...chatOf(JSON_QUESTION), ...STREAMED, ...chatFormat });
      return (await runner.finalChatCompletion()).choices[0]?.message.parsed;
    },
  },
];

// --- openai, responses

const responseReading = ({
  output_text: text,
  status,
  incomplete_details: why,
  usage,
}: OpenAI.Responses.Response): Reading => ({
  text,
  reason: status === "completed" ? "stop" : why?.reason,
  totalTokens: usage?.total_tokens,
});

type ResponseParams = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, "stream">;

const responseTool =
  (respond: (client: OpenAI, params: ResponseParams) => Promise<OpenAI.Responses.Response>): UseTool =>
  async (origin) => {
    const client = openai(origin);
    const tools = [{ type: "function" as const, ...TOOL, strict: true }];
    const input: OpenAI.Responses.ResponseInputItem[] = [{ role: "user", content: WEATHER }];
    const first = await respond(client, { model: MODEL, input, tools });
    const call = first.output.find((item) => item.type === "function_call");
    if (call === undefined) throw new Error("no call");
    input.push(...(first.output as OpenAI.Responses.ResponseInputItem[]));
    input.push(
      { type: "function_call_output", call_id: call.call_id, output: "rain" },
      { role: "user", content: AGAIN },
    );
    const second = await respond(client, { model: MODEL, input, tools });
    return { name: call.name, city: cityOf(call.arguments), after: second.output_text };
  };

const responseFormat = {
  text: { format: { type: "json_schema" as const, name: "city", schema: SCHEMA, strict: true } },
};

const responseStructure = async (origin: string): Promise<unknown> =>
  (await openai(origin).responses.parse({ model: MODEL, input: JSON_QUESTION, ...responseFormat })).output_parsed;

const OPENAI_RESPONSES: readonly Client[] = [
  {
    package: "openai",
    call: "responses.create",
    path: RESPONSES,
    ask: async (origin, input) => responseReading(await openai(origin).responses.create({ model: MODEL, input })),
    useTool: responseTool((client, params) => client.responses.create(params)),
    structure: responseStructure,
  },
  {
    package: "openai",
    call: "responses.create, streamed",
    path: RESPONSES,
    ask: async (origin, input) => {
      let reading: Reading = { text: "", reason: undefined, totalTokens: undefined };
      let text = "";
      for await (const event of await openai(origin).responses.create({ model: MODEL, input, stream: true })) {
        if (event.type === "response.output_text.delta") text += event.delta;
        if (event.type === "response.completed" || event.type === "response.incomplete") {
          reading = responseReading(event.response);
        }
      }
      return { ...reading, text };
    },
  },
  {
    package: "openai",
    call: "responses.stream",
    path: RESPONSES,
    ask: async (origin, input) =>
      responseReading(await openai(origin).responses.stream({ model: MODEL, input }).finalResponse()),
    useTool: responseTool((client, params) => client.responses.stream(params).finalResponse()),
    structure: async (origin) => {
      const params = { model: MODEL, input: JSON_QUESTION, ...responseFormat };
      return (await openai(origin).responses.stream(params).finalResponse()).output_parsed;
    },
  },
];

// --- Anthropic

const anthropic = (origin: string): Anthropic =>
  new Anthropic({ baseURL: origin, apiKey: "any", maxRetries: 0, timeout: LIMIT_MS });

const messageOf = (content: string) => ({
  model: MODEL,
  max_tokens: 1_000,
  messages: [{ role: "user" as const, content }],
});

const messageText = (content: readonly Anthropic.ContentBlock[]): string =>
  content.map((block) => (block.type === "text" ? block.text : "")).join("");

const REASONS: Readonly<Record<string, string>> = { end_turn: "stop", refusal: "content_filter" };

const messageReading = ({ content, stop_reason: reason, usage }: Anthropic.Message): Reading => ({
  text: messageText(content),
  reason: REASONS[reason ?? ""],
  totalTokens: usage.input_tokens + usage.output_tokens,
});

type MessageParams = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">;

const messageTool =
  (answer: (client: Anthropic, params: MessageParams) => Promise<Anthropic.Message>): UseTool =>
  async (origin) => {
    const client = anthropic(origin);
    const tools = [{ name: TOOL.name, description: TOOL.description, input_schema: { ...SCHEMA, required: ["city"] } }];
    const messages: Anthropic.MessageParam[] = [{ role: "user", content: WEATHER }];
    const first = await answer(client, { ...messageOf(""), messages, tools });
    const call = first.content.find((block) => block.type === "tool_use");
    if (call === undefined) throw new Error("no call");
    messages.push({ role: "assistant", content: first.content as Anthropic.ContentBlockParam[] });
    const result = { type: "tool_result" as const, tool_use_id: call.id, content: "rain" };
    messages.push({ role: "user", content: [result, { type: "text", text: AGAIN }] });
    const second = await answer(client, { ...messageOf(""), messages, tools });
    return { name: call.name, city: (call.input as { city: unknown }).city, after: messageText(second.content) };
  };

const messageStructure =
  (answer: (client: Anthropic, params: MessageParams) => Promise<Anthropic.Message>): Structure =>
  async (origin) => {
    const output_config = { format: { type: "json_schema" as const, schema: SCHEMA } };
    const { content } = await answer(anthropic(origin), { ...messageOf(JSON_QUESTION), output_config });
    return JSON.parse(messageText(content)) as unknown;
  };

const created = (client: Anthropic, params: MessageParams): Promise<Anthropic.Message> =>
  client.messages.create(params);

const streamedMessage = (client: Anthropic, params: MessageParams): Promise<Anthropic.Message> =>
  client.messages.stream(params).finalMessage();

const ANTHROPIC: readonly Client[] = [
  {
    package: "@anthropic-ai/sdk",
    call: "messages.create",
    path: MESSAGES,
    ask: async (origin, question) => messageReading(await anthropic(origin).messages.create(messageOf(question))),
    useTool: messageTool(created),
    structure: messageStructure(created),
  },
  {
    package: "@anthropic-ai/sdk",
    call: "messages.create, streamed",
    path: MESSAGES,
    ask: async (origin, question) => {
      let [text, reason, totalTokens]: [string, string | undefined, number] = ["", undefined, 0];
      for await (const event of await anthropic(origin).messages.create({ ...messageOf(question), stream: true })) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
        if (event.type !== "message_delta") continue;
        reason = REASONS[event.delta.stop_reason ?? ""];
        totalTokens = (event.usage.input_tokens ?? 0) + event.usage.output_tokens;
      }
      return { text, reason, totalTokens };
    },
  },
  {
    package: "@anthropic-ai/sdk",
    call: "messages.stream",
    path: MESSAGES,
    ask: async (origin, question) =>
      messageReading(await anthropic(origin).messages.stream(messageOf(question)).finalMessage()),
    useTool: messageTool(streamedMessage),
    structure: messageStructure(streamedMessage),
  },
];

// --- AI SDK

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

const AI_SDK: readonly Client[] = [
  ...ofAiSdk("@ai-sdk/openai", "openai()", RESPONSES, (origin) => createOpenAI(key(origin))(MODEL)),
  ...ofAiSdk("@ai-sdk/openai", "openai.chat()", CHAT, (origin) => createOpenAI(key(origin)).chat(MODEL)),
  ...ofAiSdk("@ai-sdk/openai-compatible", "createOpenAICompatible()", CHAT, (origin) =>
    createOpenAICompatible({ name: "gateway", ...key(origin), includeUsage: true, supportsStructuredOutputs: true })(
      MODEL,
    ),
  ),
  ...ofAiSdk("@ai-sdk/anthropic", "anthropic()", MESSAGES, (origin) => createAnthropic(key(origin))(CLAUDE)),
];

// --- LangChain

const langchain = (origin: string, useResponsesApi: boolean): ChatOpenAI =>
  new ChatOpenAI({
    model: MODEL,
    apiKey: "any",
    maxRetries: 0,
    timeout: LIMIT_MS,
    streamUsage: true,
    useResponsesApi,
    configuration: { baseURL: `${origin}/v1` },
  });

interface Metadata {
  readonly finish_reason?: string;
  readonly status?: string;
  readonly incomplete_details?: { readonly reason: string } | null;
}

const reasonOf = (metadata: Record<string, unknown>): string | undefined => {
  const { finish_reason: reason, status, incomplete_details: why } = metadata as Metadata;
  return reason ?? why?.reason ?? (status === "completed" ? "stop" : undefined);
};

// Its types say never, its chunks say otherwise.
const tokensOf = (usage: unknown): number | undefined => (usage as { total_tokens?: number } | undefined)?.total_tokens;

const ofLangChain = (useResponsesApi: boolean, path: string): readonly Client[] => [
  {
    package: "@langchain/openai",
    call: `ChatOpenAI${useResponsesApi ? " with useResponsesApi" : ""}, invoke`,
    path,
    ask: async (origin, question) => {
      const message = await langchain(origin, useResponsesApi).invoke(question);
      const { text, response_metadata: metadata, usage_metadata: usage } = message;
      return { text, reason: reasonOf(metadata), totalTokens: tokensOf(usage) };
    },
    useTool: async (origin) => {
      const tools = [{ type: "function", function: TOOL }];
      const model = langchain(origin, useResponsesApi).bindTools(tools);
      const human = new HumanMessage(WEATHER);
      const message = await model.invoke([human]);
      const [call] = message.tool_calls ?? [];
      const result = new ToolMessage({ content: "rain", tool_call_id: call?.id ?? "" });
      const second = await model.invoke([human, message, result, new HumanMessage(AGAIN)]);
      return { name: call?.name ?? "", city: call?.args["city"], after: second.text };
    },
    structure: (origin) =>
      langchain(origin, useResponsesApi)
        .withStructuredOutput(SCHEMA, { method: "jsonSchema", name: "city" })
        .invoke(JSON_QUESTION),
  },
  {
    package: "@langchain/openai",
    call: `ChatOpenAI${useResponsesApi ? " with useResponsesApi" : ""}, stream`,
    path,
    ask: async (origin, question) => {
      let [text, reason, totalTokens]: [string, string | undefined, number | undefined] = ["", undefined, undefined];
      for await (const chunk of await langchain(origin, useResponsesApi).stream([new HumanMessage(question)])) {
        text += chunk.text;
        reason = reasonOf(chunk.response_metadata) ?? reason;
        totalTokens = tokensOf(chunk.usage_metadata) ?? totalTokens;
      }
      return { text, reason, totalTokens };
    },
  },
];

// --- Mastra

const mastra = (origin: string, tools: MastraTools = {}): Agent => {
  const model = { id: `gateway/${MODEL}`, url: `${origin}/v1`, apiKey: "any" } as const;
  return new Agent({ id: "agent", name: "agent", instructions: "Be kind.", model, tools, maxRetries: 0 });
};

const ONE_STEP = { maxSteps: 1 };

const lookUp = createTool({
  id: TOOL.name,
  description: TOOL.description,
  inputSchema: z.object({ city: z.string() }),
  execute: () => Promise.resolve("rain"),
});

type MastraTools = Readonly<Record<string, typeof lookUp>>;

/** What an agent's answer comes to, streamed or not. */
interface MastraAnswer {
  readonly text: string;
  readonly finishReason: string | undefined;
  readonly usage: { readonly totalTokens?: number | undefined };
  readonly error: Error | undefined;
}

const mastraReading = ({ text, finishReason, usage, error }: MastraAnswer): Reading => {
  if (error !== undefined) throw error;
  return { text, reason: finishReason?.replace("-", "_"), totalTokens: usage.totalTokens };
};

const limited = () => ({ abortSignal: AbortSignal.timeout(LIMIT_MS) });

const MASTRA: readonly Client[] = [
  {
    package: "@mastra/core",
    call: "Agent, generate",
    path: CHAT,
    ask: async (origin, question) => mastraReading(await mastra(origin).generate(question, limited())),
    useTool: async (origin) => {
      const agent = mastra(origin, { [TOOL.name]: lookUp });
      const first = await agent.generate(WEATHER, { ...ONE_STEP, ...limited() });
      const [call] = first.toolCalls;
      const second = await agent.generate(
        [...(first.response.messages ?? []), { role: "user", content: AGAIN }],
        limited(),
      );
      const { toolName, args } = call?.payload ?? {};
      return { name: toolName ?? "", city: (args as { city?: unknown })?.city, after: second.text };
    },
    structure: async (origin) => {
      const structuredOutput = { schema: z.object({ city: z.string() }) };
      return (await mastra(origin).generate(JSON_QUESTION, { structuredOutput, ...limited() })).object;
    },
  },
  {
    package: "@mastra/core",
    call: "Agent, stream",
    path: CHAT,
    asksNoUsage: true,
    ask: async (origin, question) => {
      const answer = await mastra(origin).stream(question, limited());
      let text = "";
      for await (const piece of answer.textStream) text += piece;
      const { error } = answer;
      const [finishReason, usage] = [await answer.finishReason, await answer.usage];
      return mastraReading({ text, finishReason, usage, error });
    },
  },
];

export const CLIENTS: readonly Client[] = [
  ...OPENAI_CHAT,
  ...OPENAI_RESPONSES,
  ...AI_SDK,
  ...ofLangChain(false, CHAT),
  ...ofLangChain(true, RESPONSES),
  ...ANTHROPIC,
  ...MASTRA,
];
