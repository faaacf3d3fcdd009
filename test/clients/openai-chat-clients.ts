import OpenAI from "openai";
import {
  AGAIN,
  CHAT,
  cityOf,
  type Client,
  JSON_QUESTION,
  LIMIT_MS,
  MODEL,
  type Reading,
  SCHEMA,
  TOOL,
  type UseTool,
  WEATHER,
} from "./client.ts";

export const openai = (origin: string): OpenAI =>
  new OpenAI({ baseURL: `${origin}/v1`, apiKey: "any", maxRetries: 0, timeout: LIMIT_MS });

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

export const OPENAI_CHAT: readonly Client[] = [
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
