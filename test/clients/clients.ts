import { AI_SDK } from "./ai-sdk-clients.ts";
import { ANTHROPIC } from "./anthropic-clients.ts";
import { CHAT, type Client, RESPONSES } from "./client.ts";
import { ofLangChain } from "./langchain-clients.ts";
import { MASTRA } from "./mastra-clients.ts";
import { OPENAI_CHAT } from "./openai-chat-clients.ts";
import { OPENAI_RESPONSES } from "./openai-responses-clients.ts";

/** All clients, each with only its base URL changed. */
export const CLIENTS: readonly Client[] = [
  ...OPENAI_CHAT,
  ...OPENAI_RESPONSES,
  ...AI_SDK,
  ...ofLangChain(false, CHAT),
  ...ofLangChain(true, RESPONSES),
  ...ANTHROPIC,
  ...MASTRA,
];
