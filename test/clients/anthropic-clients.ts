import Anthropic from "@anthropic-ai/sdk";
import {
  AGAIN,
  type Client,
  JSON_QUESTION,
  LIMIT_MS,
  MESSAGES,
  MODEL,
  type Reading,
  SCHEMA,
  type Structure,
  TOOL,
  type UseTool,
  WEATHER,
} from "./client.ts";

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

export const ANTHROPIC: readonly Client[] = [
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
