import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import type { EngineParts } from "../../engine/engine-parts.ts";
import { type CheckedRequest, checkRequest, requestAbout } from "../../engine/checked-request.ts";
import { recordOf } from "../../json.ts";
import { forbiddenInAnswers, type Forbids } from "../../rails/forbids.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import type { Verdict } from "../../types.ts";
import type { NativePart } from "../ai/native-answer.ts";
import { readPrompt } from "../ai/prompt-text.ts";
import { verdictOf } from "../ai/told-verdict.ts";
import { providerFailure } from "../provider-failure.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden, withoutTokens } from "../without-forbidden.ts";
import { type Chunk, chunkOf, finishOf, partsOfChunk } from "./chunks.ts";
import { PushedRun } from "./pushed-run.ts";

/** What has become of a prompt: what may be sent, or nothing where it was refused. */
type Asked = readonly unknown[] | undefined;

const NOTHING_ASKED: CheckedRequest = requestAbout([]);

/** A call arrives whole behind these, and they are not shown. */
const UNSHOWN: ReadonlySet<string> = new Set([
  "raw",
  "tool-call-input-streaming-start",
  "tool-call-delta",
  "tool-call-input-streaming-end",
]);

/** What says how an answer goes on, and nothing that was said in it. */
const FRAMES: ReadonlySet<string> = new Set(["start", "step-start", "abort"]);

const told = providerFailure("mastra");

/** The model says that it is done, and Mastra that the step is, tools included. */
const ENDS: ReadonlySet<string> = new Set(["finish", "step-finish"]);

/** What the answer to one request of an agent goes through, over all its steps. */
export class GuardedAgent {
  /** Verdicts on the request so far. */
  readonly verdicts: Verdict[] = [];
  /** What may leave, and has not. */
  readonly ready: Chunk[] = [];
  /** Stands behind the last chunk that may leave where a rail has ended the answer. */
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

  /** Reads the prompt of a step. */
  async ask(prompt: readonly unknown[], signal: AbortSignal | undefined): Promise<Asked> {
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

  /** Reads a chunk of the answer, and makes ready what may leave. */
  async read(chunk: Chunk): Promise<void> {
    const parts = partsOfChunk(chunk);
    if (parts === undefined) return this.#beside(chunk);
    for (const part of parts) this.#make(await this.#current.push(part), chunk);
    // A tool runs before its step is over, so that all the checks of its call have to be in by now.
    if (chunk.type === "tool-call") await this.#end(chunk);
  }

  get #current(): PushedRun {
    this.#run ??= new PushedRun(this.#engine, this.#again, this.#forbids);
    return this.#run;
  }

  /** The question of what comes after a call. It was read before, but what was masked in it is known to one answer only. */
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
    else if (chunk.type === "error") this.ready.push(failed(chunk));
    else if (FRAMES.has(chunk.type)) this.ready.push(this.#frame(chunk));
    else if (!this.#forbids(textsIn(chunk))) this.ready.push(chunk);
    else if (chunk.type === "tool-result" || chunk.type === "tool-error") this.ready.push(withheld(chunk));
  }

  async #end(chunk: Chunk): Promise<void> {
    const run = this.#current;
    this.#run = undefined;
    this.#make(await run.end(finishOf(chunk)), chunk);
  }

  /** The beginning of a step tells what the model was sent. */
  #frame(chunk: Chunk): Chunk {
    const { request, ...payload } = chunk.payload;
    return this.#forbids(textsIn({ request })) ? { ...chunk, payload } : chunk;
  }

  /** An end tells all of a step again: what the provider wrote as it wrote it, results of tools as those gave them. */
  #withoutUnread(chunk: Chunk): Chunk {
    const { metadata, output, messages, ...payload } = chunk.payload;
    const { body: _body, request, ...beside } = recordOf(metadata);
    const kept = withoutForbidden(withoutTokens(beside), this.#forbids) ?? {};
    const { steps, ...said } = recordOf(output);
    const isFine = !this.#forbids(textsIn({ steps, messages, request }));
    const user = recordOf(messages)["user"] ?? [];
    const again = isFine
      ? { metadata: { ...kept, request }, output, messages }
      : { metadata: kept, output: { ...said, steps: [] }, messages: { all: user, user, nonUser: [] } };
    return { ...chunk, payload: { ...payload, ...again } };
  }

  #make(parts: readonly NativePart[], like: Chunk): void {
    const said = this.#keep(parts);
    this.ready.push(...said.filter(({ type }) => !type.startsWith("tool-input-")).map((part) => chunkOf(part, like)));
  }

  #keep(parts: readonly NativePart[]): readonly NativePart[] {
    return parts.filter((part) => {
      const verdict = verdictOf(part);
      if (verdict !== undefined) this.verdicts.push(verdict);
      return verdict === undefined && part.type !== "finish";
    });
  }
}

/** What Mastra keeps of a failure among its messages is the name and the message of the error it has, whatever the chunk says. */
const failed = (chunk: Chunk): Chunk => {
  const { error } = chunk.payload;
  const failure = told(error);
  const { name, message } = failure;
  if (error instanceof Error) Object.assign(error, { name, message });
  return { ...chunk, payload: { ...chunk.payload, error: failure } };
};

const withheld = (chunk: Chunk): Chunk => {
  const { args: _args, error, ...payload } = chunk.payload;
  const said = "A rail forbids what this tool has answered";
  const instead = error === undefined ? { isError: true, result: said } : { error: new Error(said) };
  return { ...chunk, payload: { ...payload, ...instead } };
};
