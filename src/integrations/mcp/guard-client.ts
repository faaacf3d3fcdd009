import { refusalText } from "../../engine/engine-parts.ts";
import { GenerationRun } from "../../engine/generation-run.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { checkRequest } from "../../engine/options.ts";
import { isRecord, type JsonRecord, optional, parseJson, recordOf } from "../../json.ts";
import { objectsTo } from "../../rails/objects-to.ts";
import { fromIterable } from "../../streams/sources.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import type { StreamPart, Verdict } from "../../types.ts";
import { drainAnswer } from "../../wire/answer.ts";
import { textsIn } from "../texts-in.ts";
import { readResult } from "./guarded-result.ts";

/** What is asked of a client: that of `@modelcontextprotocol/sdk`, or another with the same call. */
export interface McpClient {
  callTool(params: { readonly name: string; readonly arguments?: Record<string, unknown> }): Promise<object>;
}

export interface GuardClientOptions {
  /** The server's tools, as `listTools` gives them: `tool call validation` knows no other but those of the config. */
  readonly tools?: readonly {
    readonly name: string;
    readonly inputSchema?: object;
    readonly description?: string | undefined;
  }[];
}

/** A call of a tool as it was asked for. */
interface ToolCallParams extends JsonRecord {
  readonly name: string;
  readonly arguments?: JsonRecord;
}

const ID = "call_1";

/** Only the rails of tools, on one side. */
const SWITCHED_OFF = { input: false, retrieval: false, tool_input: false, output: false } as const;

/** Where MCP has a place for what others say of a result. */
const META = "edgerails/guardrails";

const refused = (text: string, verdict: Pick<Verdict, "rail"> | undefined): object => ({
  content: [{ type: "text", text }],
  isError: true,
  _meta: { [META]: { status: "blocked", ...optional("rail", verdict?.rail) } },
});

const isToolCall = (request: unknown): request is { readonly method: string; readonly params: ToolCallParams } =>
  isRecord(request) && request["method"] === "tools/call" && isRecord(request["params"]);

const callMessage = ({ name, arguments: args = {} }: ToolCallParams): object => ({
  role: "assistant" as const,
  content: null,
  tool_calls: [{ id: ID, type: "function", function: { name, arguments: JSON.stringify(args) } }],
});

/** The tools of one server behind the rails. */
class GuardedTools {
  readonly #rails: LLMRails;
  readonly #tools: readonly object[];

  constructor(rails: LLMRails, { tools = [] }: GuardClientOptions) {
    this.#rails = rails;
    this.#tools = tools.map(({ name, inputSchema, description }) => ({
      type: "function",
      function: { name, ...optional("description", description), ...optional("parameters", inputSchema) },
    }));
  }

  /** Calls a tool with what the rails left of its arguments, and gives what they left of its result. */
  async call(params: ToolCallParams, send: (params: ToolCallParams) => Promise<object>): Promise<object> {
    const { verdicts, args } = await this.#checkedCall(params);
    const block = verdicts.find(isBlock);
    if (block !== undefined) return refused(block.refusal ?? this.#refusal, block);
    const asked = verdicts.length === 0 ? params : { ...params, arguments: args };
    return this.#checkedResult(asked, recordOf(await send(asked)));
  }

  get #refusal(): string {
    return refusalText(this.#rails.config);
  }

  async #checkedCall({ name, arguments: args = {} }: ToolCallParams): Promise<{
    readonly verdicts: readonly Verdict[];
    readonly args: JsonRecord;
  }> {
    const parts: readonly StreamPart[] = [
      { type: "tool-call-delta", choice: 0, index: 0, id: ID, name, text: JSON.stringify(args) },
      { type: "finish", choice: 0, reason: "tool_calls" },
    ];
    const params = this.#tools.length === 0 ? {} : { tools: this.#tools };
    const messages = [{ role: "user" as const, content: "" }];
    const request = checkRequest({ messages, options: { rails: SWITCHED_OFF, llm_params: params } });
    const source = { open: () => fromIterable(parts) };
    const run = new GenerationRun(partsOf(this.#rails), request, { mode: "held", source });
    const { verdicts, choices } = await drainAnswer(await run.start(), this.#refusal);
    const [call] = choices[0]?.toolCalls ?? [];
    return { verdicts, args: recordOf(parseJson(call?.function.arguments ?? "")) };
  }

  async #checkedResult(params: ToolCallParams, result: JsonRecord): Promise<object> {
    const { toolInput } = partsOf(this.#rails).rails;
    const objects = (beside: object): boolean => objectsTo(toolInput, textsIn(beside));
    const answer = readResult(result, ID, objects);
    const { result: checked, messages } = await this.#rails.check({
      messages: [callMessage(params) as { readonly role: "assistant" }, answer.message as { readonly role: "tool" }],
      railTypes: ["tool_result"],
      ...(this.#tools.length === 0 ? {} : { tools: this.#tools }),
    });
    if (checked.status !== "blocked") return answer.written(messages);
    return refused(checked.content, checked.rail === null ? undefined : { rail: checked.rail });
  }
}

/**
 * A client of the Model Context Protocol that guards its tools: the rails of `tool_output` read what a tool is called with
 * before it is called, those of `tool_input` what it answered before anybody else does. Everything else of the client is as
 * it was.
 *
 * A call or a result that a rail blocks is a result with `isError`, the refusal as its text, and the rail in its `_meta`; of
 * what was masked, the rest is there. A rail that fails blocks.
 *
 * @example
 * const guarded = guardClient(rails, client, await client.listTools());
 * const { content } = await guarded.callTool({ name: "search", arguments: { query } });
 */
export const guardClient = <Client extends McpClient>(
  rails: LLMRails,
  client: Client,
  options: GuardClientOptions = {},
): Client => {
  const tools = new GuardedTools(rails, options);
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const own = value.bind(target) as (...all: readonly unknown[]) => unknown;
      if (name === "callTool") {
        return (params: ToolCallParams, ...rest: readonly unknown[]) =>
          tools.call(params, (asked) => own(asked, ...rest) as Promise<object>);
      }
      if (name !== "request") return own;
      return (request: unknown, ...rest: readonly unknown[]) =>
        isToolCall(request)
          ? tools.call(request.params, (params) => own({ ...request, params }, ...rest) as Promise<object>)
          : own(request, ...rest);
    },
  });
};
