import { checkRequest } from "../../engine/checked-request.ts";
import { refusalText } from "../../engine/engine-parts.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { GenerationRun } from "../../engine/run/generation-run.ts";
import { LimitError } from "../../errors.ts";
import { type JsonRecord, listOf, optional, parseJson, recordOf } from "../../json.ts";
import { type Forbids, forbiddenBy } from "../../rails/forbids.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import { drainAnswer } from "../../wire/answer.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden } from "../without-forbidden.ts";
import { readResult } from "./guarded-result.ts";
import { blockedBy, refusedCall, refusedEntry } from "./refused.ts";
import { readEntry } from "./server-entry.ts";

/** A tool as `listTools` returns it. */
export interface McpTool {
  readonly name: string;
  readonly inputSchema?: object;
  readonly description?: string | undefined;
}

/** The parameters of a tool call. */
export interface ToolCallParams extends JsonRecord {
  readonly name: string;
  readonly arguments?: JsonRecord;
}

/** Sends the call to the server. */
type Send = (params: ToolCallParams) => Promise<object>;

const ID = "call_1";

/** Entries of one list. Each is checked by all rails, which may ask a model. */
const MAX_ENTRIES = 1_024;

/** Switches that leave only tool rails of one direction on. */
const SWITCHED_OFF = { input: false, retrieval: false, tool_input: false, output: false } as const;

const callMessage = ({ name, arguments: args = {} }: ToolCallParams): ChatMessage => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id: ID, type: "function", function: { name, arguments: JSON.stringify(args) } }],
});

/** Checks what is sent to a server and what it sends. */
export class GuardedServer {
  readonly #rails: LLMRails;
  readonly #tools: readonly object[];

  constructor(rails: LLMRails, tools: readonly McpTool[]) {
    this.#rails = rails;
    this.#tools = tools.map(({ name, inputSchema, description }) => ({
      type: "function",
      function: { name, ...optional("description", description), ...optional("parameters", inputSchema) },
    }));
  }

  /** Calls a tool with arguments as the rails left them, and returns its result as they left it. */
  async call(params: ToolCallParams, send: Send): Promise<object> {
    const checked = await this.checkedCall(params);
    if ("refused" in checked) return checked.refused;
    return this.checkedResult(checked.asked, recordOf(await this.readsErrors(send(checked.asked))));
  }

  /** The call as the rails left it, or the result that replaces it. */
  async checkedCall(
    params: ToolCallParams,
  ): Promise<{ readonly asked: ToolCallParams } | { readonly refused: object }> {
    const { name: _name, arguments: _arguments, ...beside } = params;
    if (this.#forbidsSent(beside)) return { refused: refusedCall(this.#refusal, undefined) };
    const { verdicts, args } = await this.#checkArguments(params);
    const block = verdicts.find(isBlock);
    if (block !== undefined) return { refused: refusedCall(block.refusal ?? this.#refusal, block.rail) };
    return { asked: verdicts.length === 0 ? params : { ...params, arguments: args } };
  }

  async checkedResult(params: ToolCallParams, result: JsonRecord): Promise<object> {
    const answer = readResult(result, ID, (beside) => this.forbids(beside));
    const { result: checked, messages } = await this.#check(
      params,
      answer.message as unknown as ChatMessage,
      this.#tools,
    );
    if (checked.status !== "blocked") return answer.written(messages);
    return refusedCall(checked.content, checked.rail ?? undefined);
  }

  /**
   * The list in a result as the rails left it. Each entry is checked separately, so that a blocked one does not affect
   * the others. Throws a LimitError for more than 1,024 entries.
   */
  async checkedList(method: string, list: string, params: JsonRecord, result: JsonRecord): Promise<object> {
    const { [list]: given, ...beside } = result;
    const entries = listOf(given);
    if (entries.length > MAX_ENTRIES) throw new LimitError(`The server lists more than ${MAX_ENTRIES} entries`);
    const kept: object[] = [];
    const rails: (string | undefined)[] = [];
    for (const entry of entries) {
      const read = await this.#checkEntry({ name: method, arguments: params }, recordOf(entry));
      if ("entry" in read) kept.push(read.entry);
      else {
        rails.push(read.rail);
        kept.push(...refusedEntry(list, read.refusal, { uri: params["uri"], role: recordOf(entry)["role"] }));
      }
    }
    const passed = Object.entries(beside).filter(([key, value]) => !this.forbids({ [key]: value }));
    return { ...Object.fromEntries(passed), [list]: kept, ...(rails.length === 0 ? {} : blockedBy(rails[0])) };
  }

  /** Whether an incremental rail forbids a text besides content and calls. */
  forbids(value: object): boolean {
    return this.#forbids(textsIn(value));
  }

  /** A value of the server without anything that an incremental rail forbids. Undefined if nothing remains. */
  withoutForbidden<Value>(value: Value): Value | undefined {
    return withoutForbidden(value, this.#forbids);
  }

  /** Throws the refusal if a rail forbids a request of the server. */
  assertAllowed(asked: object): void {
    if (this.forbids(asked)) throw new Error(this.#refusal);
  }

  /** Throws the refusal if a rail forbids what is sent to the server. */
  assertSendable(sent: unknown): void {
    if (this.#forbidsSent(sent)) throw new Error(this.#refusal);
  }

  /** The answer of the server, or its error with a checked message. */
  async readsErrors<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.readError(error);
    }
  }

  /** What a handler returns. Its error goes to the server: a forbidden one gets a fixed message. */
  async sendsErrors<T>(handle: () => Promise<T>): Promise<T> {
    try {
      return await handle();
    } catch (error) {
      throw this.#forbidsSent(error) ? new Error(this.#refusal) : error;
    }
  }

  /** The error, or one with a fixed message if a rail forbids anything in it. */
  readError(error: unknown): unknown {
    return this.forbids([error]) ? new Error(this.#refusal) : error;
  }

  get #forbids(): Forbids {
    return forbiddenBy(partsOf(this.#rails).rails.toolInput);
  }

  get #refusal(): string {
    return refusalText(this.#rails.config);
  }

  /** Whether an incremental rail forbids what is sent besides name and arguments of a call. */
  #forbidsSent(sent: unknown): boolean {
    return forbiddenBy(partsOf(this.#rails).rails.toolOutput)(textsIn([sent]));
  }

  async #checkEntry(
    asked: ToolCallParams,
    entry: JsonRecord,
  ): Promise<{ readonly entry: object } | { readonly refusal: string; readonly rail: string | undefined }> {
    const { parts, names, written } = readEntry(entry);
    if (this.forbids(names)) return { refusal: this.#refusal, rail: undefined };
    const { result, messages } = await this.#check(asked, { role: "tool", tool_call_id: ID, content: parts });
    if (result.status !== "blocked") return { entry: written(messages) };
    return { refusal: result.content, rail: result.rail ?? undefined };
  }

  #check(asked: ToolCallParams, message: ChatMessage, tools: readonly object[] = []): ReturnType<LLMRails["check"]> {
    return this.#rails.check({
      messages: [callMessage(asked), message],
      railTypes: ["tool_result"],
      ...(tools.length === 0 ? {} : { tools }),
    });
  }

  async #checkArguments({ name, arguments: args = {} }: ToolCallParams): Promise<{
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
}
