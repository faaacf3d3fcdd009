import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { AGAIN, type Client, JSON_QUESTION, LIMIT_MS, MODEL, SCHEMA, TOOL, WEATHER } from "./client.ts";

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

// Typed as never, although its chunks have it.
const tokensOf = (usage: unknown): number | undefined => (usage as { total_tokens?: number } | undefined)?.total_tokens;

export const ofLangChain = (useResponsesApi: boolean, path: string): readonly Client[] => [
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
