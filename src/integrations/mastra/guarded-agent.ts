import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { type CheckedRequest, checkRequest, requestAbout } from "../../engine/checked-request.ts";
import type { EngineParts } from "../../engine/engine-parts.ts";
import { type JsonRecord, optional, recordOf } from "../../json.ts";
import { forbiddenInAnswers, type Forbids } from "../../rails/forbids.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import type { Verdict } from "../../types/verdict.ts";
import type { NativePart } from "../ai/native-answer.ts";
import { readPrompt } from "../ai/prompt-text.ts";
import { verdictOf } from "../ai/verdict-of.ts";
import { providerFailure } from "../provider-failure.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden, withoutTokens } from "../without-forbidden.ts";
import { type Chunk, chunkOf, finishOf, partsOfChunk } from "./chunks.ts";
import { PushedRun } from "./pushed-run.ts";

/** The prompt to send; undefined if it was blocked. */
type PromptToSend = readonly unknown[] | undefined;

const NOTHING_ASKED: CheckedRequest = requestAbout([]);

/** Chunks that are not shown, since the call arrives whole after them. */
const UNSHOWN: ReadonlySet<string> = new Set([
  "raw",
  "tool-call-input-streaming-start",
  "tool-call-delta",
  "tool-call-input-streaming-end",
]);

/** Chunks about the progress of an answer, without content. */
const FRAMES: ReadonlySet<string> = new Set(["start", "step-start", "abort"]);

const mapError = providerFailure("mastra");

/** Ends of the model's answer and of the step, tools included. */
const ENDS: ReadonlySet<string> = new Set(["finish", "step-finish"]);

/** Guards the steps of one request of an agent. */
export class GuardedAgent {
  /** Verdicts on the request so far. */
  readonly verdicts: Verdict[] = [];
  /** Chunks that may be delivered. */
  readonly ready: Chunk[] = [];
  /** Marks the end of `ready` if a rail has ended the answer. */
  readonly last: Chunk = { type: "text-delta", payload: { id: "guardrails", text: "" } };
  readonly #engine: EngineParts;
  readonly #forbids: Forbids;
  #request = NOTHING_ASKED;
  #run: PushedRun | undefined;

  constructor(engine: EngineParts) {
    this.#engine = engine;
    this.#forbids = forbiddenInAnswers(engine.rails);
  }

  /** The verdict that ended the request, if one did. */
  get block(): Verdict | undefined {
    return this.verdicts.find(isBlock);
  }

  /** Checks the prompt of a step. */
  async ask(prompt: readonly unknown[], signal: AbortSignal | undefined): Promise<PromptToSend> {
    const text = readPrompt({ prompt } as unknown as LanguageModelV4CallOptions);
    this.#run?.abort(new Error("The model is asked once more"));
    this.#request = checkRequest({ messages: text.messages });
    const run = new PushedRun(this.#engine, this.#request, this.#forbids, signal);
    this.#run = run;
    const left = await run.question;
    if (left !== undefined) return text.written(left, {})["prompt"] as readonly unknown[];
    this.#keep(await run.rest());
    return undefined;
  }

  /** Checks a chunk of the answer, and adds to `ready` what may be delivered. */
  async read(chunk: Chunk): Promise<void> {
    const parts = partsOfChunk(chunk);
    if (parts === undefined) return this.#beside(chunk);
    for (const part of parts) this.#make(await this.#current.push(part), chunk);
    // A tool runs before its step ends, so all checks of its call must be finished here.
    if (chunk.type === "tool-call") await this.#end(chunk);
  }

  get #current(): PushedRun {
    this.#run ??= new PushedRun(this.#engine, this.#again, this.#forbids);
    return this.#run;
  }

  /**
   * The request for text after a call. Input rails have checked it, but their pseudonyms belong to one run, so with
   * restoring they run again.
   */
  get #again(): CheckedRequest {
    const { pseudonyms } = this.#engine.config.rails.input;
    if (this.#request === NOTHING_ASKED || pseudonyms?.restore === true) return this.#request;
    return { ...this.#request, options: { rails: { input: false, tool_input: false } } };
  }

  async #beside(chunk: Chunk): Promise<void> {
    if (UNSHOWN.has(chunk.type)) return;
    const isEnd = ENDS.has(chunk.type);
    if (isEnd && this.#run !== undefined) await this.#end(chunk);
    if (this.block !== undefined) return;
    if (isEnd) this.ready.push(this.#withoutUnread(chunk));
    else if (chunk.type === "error") this.ready.push(this.#failed(chunk));
    else if (FRAMES.has(chunk.type)) this.ready.push(this.#frame(chunk));
    else if (!this.#forbids(textsIn(chunk))) this.ready.push(chunk);
    else if (chunk.type === "tool-result" || chunk.type === "tool-error") this.ready.push(this.#withheld(chunk));
  }

  async #end(chunk: Chunk): Promise<void> {
    const run = this.#current;
    this.#run = undefined;
    this.#make(await run.end(finishOf(chunk)), chunk);
  }

  /** A chunk with another payload, without anything that a rail forbids. Its run id and origin are Mastra's own. */
  #allowed({ type, runId, from, ...beside }: Chunk, payload: JsonRecord): Chunk {
    const left = recordOf(withoutForbidden(withoutTokens({ ...beside, payload }), this.#forbids));
    return { ...left, type, runId, from, payload: recordOf(left["payload"]) };
  }

  /** The start of a step repeats the request to the model. */
  #frame(chunk: Chunk): Chunk {
    const { request, ...payload } = chunk.payload;
    const repeated = this.#forbids(textsIn({ request })) ? {} : optional("request", request);
    return withPayload(this.#allowed(chunk, payload), repeated);
  }

  /** The end of a step repeats everything: the unchecked answer of the provider, and results of tools. */
  #withoutUnread(chunk: Chunk): Chunk {
    const { metadata, output, messages, ...payload } = chunk.payload;
    const { body: _body, request, ...beside } = recordOf(metadata);
    const { steps, ...rest } = recordOf(output);
    const allowed = this.#allowed(chunk, { ...payload, metadata: beside, output: rest });
    const { metadata: kept = {}, output: left = {} } = allowed.payload as { metadata?: object; output?: object };
    const isFine = !this.#forbids(textsIn({ steps, messages, request }));
    const user = recordOf(messages)["user"] ?? [];
    return withPayload(
      allowed,
      isFine
        ? { metadata: { ...kept, request }, output: { ...left, ...optional("steps", steps) }, messages }
        : { metadata: kept, output: { ...left, steps: [] }, messages: { all: user, user, nonUser: [] } },
    );
  }

  /** Mastra stores name and message of the original error object, whatever the chunk says. */
  #failed(chunk: Chunk): Chunk {
    const { error, ...payload } = chunk.payload;
    const failure = mapError(error);
    const { name, message } = failure;
    if (error instanceof Error) Object.assign(error, { name, message });
    return withPayload(this.#allowed(chunk, payload), { error: failure });
  }

  #withheld(chunk: Chunk): Chunk {
    const { args: _args, result: _result, error, ...payload } = chunk.payload;
    const instead = "A rail forbids what this tool has answered";
    return withPayload(
      this.#allowed(chunk, payload),
      error === undefined ? { isError: true, result: instead } : { error: new Error(instead) },
    );
  }

  #make(parts: readonly NativePart[], like: Chunk): void {
    const delivered = this.#keep(parts);
    this.ready.push(
      ...delivered.filter(({ type }) => !type.startsWith("tool-input-")).map((part) => chunkOf(part, like)),
    );
  }

  #keep(parts: readonly NativePart[]): readonly NativePart[] {
    return parts.filter((part) => {
      const verdict = verdictOf(part);
      if (verdict !== undefined) this.verdicts.push(verdict);
      return verdict === undefined && part.type !== "finish";
    });
  }
}

const withPayload = (chunk: Chunk, more: JsonRecord): Chunk => ({ ...chunk, payload: { ...chunk.payload, ...more } });
