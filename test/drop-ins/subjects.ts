import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import Anthropic from "@anthropic-ai/sdk";
import { HumanMessage } from "@langchain/core/messages";
import type { AIMessageChunk } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import * as ai7 from "ai";
import { createOpenAI as createOpenAI6 } from "ai-sdk-openai6";
import * as ai6 from "ai6";
import { Hono } from "hono";
import { proxy } from "hono/proxy";
import OpenAI from "openai";
import { z } from "zod";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import * as forAi7 from "../../src/integrations/ai/index.ts";
import * as forAi6 from "../../src/integrations/ai6/index.ts";
import { guard } from "../../src/integrations/hono/index.ts";
import { RunnableRails } from "../../src/integrations/langchain/index.ts";
import { guardProcessor } from "../../src/integrations/mastra/index.ts";

/** A request and its provider. */
export interface Asked {
  readonly rails: LLMRails;
  /** The origin of the provider. */
  readonly origin: string;
  readonly question: string;
  /** Called for every text delta. */
  readonly onText: () => void;
  readonly signal: AbortSignal;
}

/** The result of a client: text, finish reason, and the first tool call. */
export interface Got {
  readonly text: string;
  readonly reason: string | undefined;
  readonly call?: { readonly name: string; readonly input: unknown } | undefined;
}

/** A client with one drop-in. */
export interface Subject {
  readonly package: string;
  readonly call: string;
  readonly dropIn: string;
  /** The client's finish reason for a filtered answer. */
  readonly filtered: string;
  readonly ask: (asked: Asked) => Promise<Got>;
}

const MODEL = "m-1";
const PARAMETERS = { type: "object" as const, properties: { city: { type: "string" as const } } };
const FUNCTION = { name: "look_up", description: "The weather of a city", parameters: PARAMETERS };
const KEY = { apiKey: "any", maxRetries: 0 } as const;

const parsed = (name: string, json: string): Got["call"] =>
  name === "" || json === "" ? undefined : { name, input: JSON.parse(json) as unknown };

/** Chat completions of OpenAI's SDK, with a given fetch. */
const chat = async ({ question, onText, signal }: Asked, baseURL: string, own: typeof fetch): Promise<Got> => {
  const client = new OpenAI({ ...KEY, baseURL, fetch: own });
  let [text, reason, name, json]: [string, string | undefined, string, string] = ["", undefined, "", ""];
  const messages = [{ role: "user" as const, content: question }];
  const tools = [{ type: "function" as const, function: FUNCTION }];
  for await (const { choices } of await client.chat.completions.create(
    { model: MODEL, messages, tools, stream: true },
    { signal },
  )) {
    const [choice] = choices;
    text += choice?.delta.content ?? "";
    reason = choice?.finish_reason ?? reason;
    name += choice?.delta.tool_calls?.[0]?.function?.name ?? "";
    json += choice?.delta.tool_calls?.[0]?.function?.arguments ?? "";
    if (text !== "") onText();
  }
  return { text, reason, call: parsed(name, json) };
};

const responses = async ({ rails, origin, question, onText, signal }: Asked): Promise<Got> => {
  const client = new OpenAI({ ...KEY, baseURL: `${origin}/v1`, fetch: guardFetch(rails) });
  let [text, reason, call]: [string, string | undefined, Got["call"]] = ["", undefined, undefined];
  const tools = [{ type: "function" as const, strict: false, ...FUNCTION }];
  for await (const event of await client.responses.create(
    { model: MODEL, input: question, tools, stream: true },
    { signal },
  )) {
    if (event.type === "response.output_text.delta") {
      text += event.delta;
      onText();
    } else if (event.type === "response.incomplete") reason = event.response.incomplete_details?.reason;
    else if (event.type === "response.completed") reason = "stop";
    else if (event.type === "response.output_item.done" && event.item.type === "function_call") {
      call = parsed(event.item.name, event.item.arguments);
    }
  }
  return { text, reason, call };
};

const messages = async ({ rails, origin, question, onText, signal }: Asked): Promise<Got> => {
  const client = new Anthropic({ ...KEY, baseURL: origin, fetch: guardFetch(rails) });
  let [text, reason, name, json]: [string, string | undefined, string, string] = ["", undefined, "", ""];
  const tools = [{ name: FUNCTION.name, description: FUNCTION.description, input_schema: PARAMETERS }];
  const body = { model: MODEL, max_tokens: 100, messages: [{ role: "user" as const, content: question }], tools };
  for await (const event of await client.messages.create({ ...body, stream: true }, { signal })) {
    if (event.type === "content_block_start" && event.content_block.type === "tool_use")
      name = event.content_block.name;
    else if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
      text += event.delta.text;
      onText();
    } else if (event.type === "content_block_delta" && event.delta.type === "input_json_delta") {
      json += event.delta.partial_json;
    } else if (event.type === "message_delta") reason = event.delta.stop_reason ?? undefined;
  }
  return { text, reason, call: parsed(name, json) };
};

type Streamed = Pick<ReturnType<typeof ai7.streamText>, "fullStream" | "finishReason">;

const inputSchema = ai7.jsonSchema<{ city: string }>(PARAMETERS);
const execute = (): Promise<string> => Promise.resolve("rain");
const TOOLS = { look_up: ai7.tool({ description: FUNCTION.description, inputSchema, execute }) };

const readText = async ({ fullStream, finishReason }: Streamed, onText: () => void): Promise<Got> => {
  let [text, call]: [string, Got["call"]] = ["", undefined];
  for await (const part of fullStream) {
    if (part.type === "text-delta") {
      text += part.text;
      onText();
    } else if (part.type === "tool-call") call = { name: part.toolName, input: part.input };
  }
  return { text, reason: await finishReason, call };
};

const SILENT = { onError: (): void => {} };

const ofAi7 = ({ rails, origin, question, onText, signal }: Asked, isWrapped: boolean): Promise<Got> => {
  const model = createOpenAI({ apiKey: "any", baseURL: `${origin}/v1` })(MODEL);
  const own = isWrapped
    ? { model: ai7.wrapLanguageModel({ model, middleware: forAi7.guardMiddleware(rails) }) }
    : {
        model,
        experimental_transform: forAi7.guardTransform(rails, { messages: [{ role: "user", content: question }] }),
      };
  return readText(ai7.streamText({ ...own, ...SILENT, prompt: question, tools: TOOLS, abortSignal: signal }), onText);
};

const overFetch = ({ question, onText, signal }: Asked, model: ai7.LanguageModel): Promise<Got> =>
  readText(
    ai7.streamText({
      model,
      ...SILENT,
      prompt: question,
      tools: TOOLS,
      maxRetries: 0,
      maxOutputTokens: 100,
      abortSignal: signal,
    }),
    onText,
  );

/** A model of a provider's package as the model of rails. */
const asMain = async ({ rails, origin, question, onText, signal }: Asked): Promise<Got> => {
  const llm = forAi7.aiModel(createOpenAI({ apiKey: "any", baseURL: `${origin}/v1` })(MODEL));
  const own = new LLMRails(rails.config, { llm });
  const options = { llm_params: { tools: [{ type: "function" as const, function: FUNCTION }] } };
  let [text, reason, name, json]: [string, string | undefined, string, string] = ["", undefined, "", ""];
  for await (const part of own.streamParts({ prompt: question, options, signal })) {
    if (part.type === "text-delta") {
      text += part.text;
      onText();
    } else if (part.type === "tool-call-delta") {
      name += part.name ?? "";
      json += part.text;
    } else if (part.type === "finish") reason = part.reason;
  }
  return { text, reason, call: parsed(name, json) };
};

/** The path of Gemini's chat completions API. */
const GEMINI = "/v1beta/openai";

const asGemini = ({ rails, origin }: Asked): ai7.LanguageModel => {
  const asked: typeof fetch = (input, init) => fetch(new Request(input, init).url.replace(GEMINI, "/v1"), init);
  const own = { name: "gemini", apiKey: "any", includeUsage: true, fetch: guardFetch(rails, { fetch: asked }) };
  return createOpenAICompatible({ ...own, baseURL: `${origin}${GEMINI}` })(MODEL);
};

const ofAi6 = ({ rails, origin, question, onText, signal }: Asked, isWrapped: boolean): Promise<Got> => {
  const model = createOpenAI6({ apiKey: "any", baseURL: `${origin}/v1` })(MODEL);
  const own = isWrapped
    ? { model: ai6.wrapLanguageModel({ model, middleware: forAi6.guardMiddleware(rails) }) }
    : {
        model,
        experimental_transform: forAi6.guardTransform(rails, { messages: [{ role: "user", content: question }] }),
      };
  const tools = {
    look_up: ai6.tool({
      description: FUNCTION.description,
      inputSchema: ai6.jsonSchema(PARAMETERS),
      execute,
    }),
  };
  const result = ai6.streamText({ ...own, ...SILENT, prompt: question, tools, abortSignal: signal });
  return readText(result as unknown as Streamed, onText);
};

const chatModel = (origin: string, own: typeof fetch): ChatOpenAI =>
  new ChatOpenAI({ ...KEY, model: MODEL, configuration: { baseURL: `${origin}/v1`, fetch: own } });

const readChunks = async (chunks: AsyncIterable<AIMessageChunk>, onText: () => void): Promise<Got> => {
  let all: AIMessageChunk | undefined;
  for await (const chunk of chunks) {
    all = all === undefined ? chunk : all.concat(chunk);
    if (chunk.text !== "") onText();
  }
  const [call] = all?.tool_calls ?? [];
  const reason = all?.response_metadata["finish_reason"] as string | undefined;
  return {
    text: all?.text ?? "",
    reason,
    call: call === undefined ? undefined : { name: call.name, input: call.args },
  };
};

const LANGCHAIN_TOOLS = [{ type: "function" as const, function: FUNCTION }];

const agent = async ({ rails, origin, question, onText, signal }: Asked): Promise<Got> => {
  const processor = guardProcessor(rails);
  const tool = createTool({
    id: FUNCTION.name,
    description: FUNCTION.description,
    inputSchema: z.object({ city: z.string() }),
    execute,
  });
  const own = new Agent({
    id: "agent",
    name: "agent",
    instructions: "Be kind.",
    model: { id: `gateway/${MODEL}`, url: `${origin}/v1`, apiKey: "any" },
    tools: { look_up: tool },
    maxRetries: 0,
    inputProcessors: [processor],
    outputProcessors: [processor],
  });
  const result = await own.stream(question, { maxSteps: 1, abortSignal: signal });
  let [text, reason, call]: [string, string | undefined, Got["call"]] = ["", undefined, undefined];
  for await (const chunk of result.fullStream) {
    if (chunk.type === "text-delta") {
      text += chunk.payload.text;
      onText();
    } else if (chunk.type === "tool-call") call = { name: chunk.payload.toolName, input: chunk.payload.args };
    else if (chunk.type === "tripwire") {
      reason = "tripwire";
      // A blocked request has only the reason of its tripwire.
      if (text === "") text = chunk.payload.reason;
    } else if (chunk.type === "finish") reason ??= chunk.payload.stepResult.reason;
  }
  return { text, reason, call };
};

const route = (asked: Asked): Promise<Got> => {
  const app = new Hono();
  app.post("/v1/:path{.+}", guard(asked.rails), (c) => proxy(`${asked.origin}${c.req.path}`, c.req));
  const own: typeof fetch = async (input, init) => app.fetch(new Request(input, init));
  return chat(asked, "http://app.test/v1", own);
};

/** The request of `useChat` to a route, and its reading of the response. */
const page = async ({ rails, origin, question, onText, signal }: Asked): Promise<Got> => {
  const own: typeof fetch = async (_, init) => {
    const asked = [{ role: "user" as const, content: question }];
    const body = JSON.stringify({ model: MODEL, messages: asked, stream: true });
    const headers = { "content-type": "application/json" };
    const request = { method: "POST", headers, body, signal: init?.signal ?? null };
    const upstream = await fetch(`${origin}/v1/chat/completions`, request);
    return rails.guardResponse(upstream, { messages: asked, wire: forAi7.uiMessageWire, signal });
  };
  const chunks = await new ai7.DefaultChatTransport({ api: "http://page.test/api/chat", fetch: own }).sendMessages({
    trigger: "submit-message",
    chatId: "chat",
    messageId: undefined,
    abortSignal: signal,
    messages: [{ id: "1", role: "user", parts: [{ type: "text", text: question }] }],
  });
  let [text, reason, call]: [string, string | undefined, Got["call"]] = ["", undefined, undefined];
  for await (const chunk of chunks) {
    if (chunk.type === "text-delta") {
      text += chunk.delta;
      onText();
    } else if (chunk.type === "tool-input-available") call = { name: chunk.toolName, input: chunk.input };
    else if (chunk.type === "finish") reason = chunk.finishReason;
  }
  return { text, reason, call };
};

export const SUBJECTS: readonly Subject[] = [
  {
    package: "openai",
    call: "chat.completions.create",
    dropIn: "guardFetch",
    filtered: "content_filter",
    ask: (asked) => chat(asked, `${asked.origin}/v1`, guardFetch(asked.rails)),
  },
  { package: "openai", call: "responses.create", dropIn: "guardFetch", filtered: "content_filter", ask: responses },
  { package: "@anthropic-ai/sdk", call: "messages.create", dropIn: "guardFetch", filtered: "refusal", ask: messages },
  ...(["responses", "chat"] as const).map((api): Subject => ({
    package: "@ai-sdk/openai",
    call: `streamText, ${api}`,
    dropIn: "guardFetch",
    filtered: "content-filter",
    ask: (asked) => {
      const own = { apiKey: "any", baseURL: `${asked.origin}/v1`, fetch: guardFetch(asked.rails) };
      return overFetch(asked, createOpenAI(own)[api](MODEL));
    },
  })),
  {
    package: "@ai-sdk/anthropic",
    call: "streamText",
    dropIn: "guardFetch",
    filtered: "content-filter",
    ask: (asked) => {
      const own = { apiKey: "any", baseURL: `${asked.origin}/v1`, fetch: guardFetch(asked.rails) };
      return overFetch(asked, createAnthropic(own)(MODEL));
    },
  },
  {
    package: "@ai-sdk/openai-compatible",
    call: "streamText, as Gemini",
    dropIn: "guardFetch",
    filtered: "content-filter",
    ask: (asked) => overFetch(asked, asGemini(asked)),
  },
  {
    package: "ai",
    call: "streamText",
    dropIn: "guardMiddleware",
    filtered: "content-filter",
    ask: (asked) => ofAi7(asked, true),
  },
  {
    package: "ai",
    call: "streamText",
    dropIn: "guardTransform",
    filtered: "content-filter",
    ask: (asked) => ofAi7(asked, false),
  },
  {
    package: "@ai-sdk/openai",
    call: "LLMRails.streamParts",
    dropIn: "aiModel",
    filtered: "content_filter",
    ask: asMain,
  },
  {
    package: "ai6",
    call: "streamText",
    dropIn: "guardMiddleware",
    filtered: "content-filter",
    ask: (asked) => ofAi6(asked, true),
  },
  {
    package: "ai6",
    call: "streamText",
    dropIn: "guardTransform",
    filtered: "content-filter",
    ask: (asked) => ofAi6(asked, false),
  },
  {
    package: "@langchain/openai",
    call: "stream",
    dropIn: "guardFetch",
    filtered: "content_filter",
    ask: async ({ rails, origin, question, onText, signal }) => {
      const model = chatModel(origin, guardFetch(rails)).bindTools(LANGCHAIN_TOOLS);
      return readChunks(await model.stream([new HumanMessage(question)], { signal }), onText);
    },
  },
  {
    package: "@langchain/openai",
    call: "stream",
    dropIn: "RunnableRails",
    filtered: "content_filter",
    ask: async ({ rails, origin, question, onText, signal }) => {
      const runnable = chatModel(origin, fetch).bindTools(LANGCHAIN_TOOLS);
      const guarded = new RunnableRails<string, AIMessageChunk>(rails, { runnable });
      return readChunks(await guarded.stream(question, { signal }), onText);
    },
  },
  { package: "ai", call: "DefaultChatTransport", dropIn: "uiMessageWire", filtered: "content-filter", ask: page },
  { package: "@mastra/core", call: "Agent.stream", dropIn: "guardProcessor", filtered: "tripwire", ask: agent },
  {
    package: "openai",
    call: "chat.completions.create",
    dropIn: "guard() of Hono",
    filtered: "content_filter",
    ask: route,
  },
];
