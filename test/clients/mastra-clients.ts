import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { z } from "zod";
import { AGAIN, CHAT, type Client, JSON_QUESTION, LIMIT_MS, MODEL, type Reading, TOOL, WEATHER } from "./client.ts";

// No telemetry: tests send requests only to the gateway.
process.env["MASTRA_TELEMETRY_DISABLED"] = "true";

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

/** The result of an agent, streamed or not. */
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

export const MASTRA: readonly Client[] = [
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
