import OpenAI from "openai";
import {
  AGAIN,
  cityOf,
  type Client,
  JSON_QUESTION,
  MODEL,
  type Reading,
  RESPONSES,
  SCHEMA,
  TOOL,
  type UseTool,
  WEATHER,
} from "./client.ts";
import { openai } from "./openai-chat-clients.ts";

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

export const OPENAI_RESPONSES: readonly Client[] = [
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
