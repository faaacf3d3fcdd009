import type { CheckedRequest } from "../../engine/checked-request.ts";
import type { EngineParts } from "../../engine/engine-parts.ts";
import { inFlightSource } from "../../engine/run/answer-source.ts";
import { GenerationRun } from "../../engine/run/generation-run.ts";
import type { Forbids } from "../../rails/forbids.ts";
import { LazyPull } from "../../streams/lazy-pull.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import { withoutForbidden } from "../without-forbidden.ts";
import { cutStep, endedStep } from "./cut-step.ts";
import { NativeAnswer, type NativePart } from "./native-answer.ts";
import { PartDecoder } from "./part-decoder.ts";
import { PartEncoder } from "./part-encoder.ts";
import type { TextPart, TextParts } from "./text-parts.ts";
import { verdictOf } from "./verdict-of.ts";

export interface StepOptions {
  readonly engine: EngineParts;
  readonly request: CheckedRequest;
  readonly texts: TextParts;
  readonly forbids: Forbids;
  /** Converts a verdict to a part of the stream. */
  readonly verdictPart: (verdict: Verdict) => TextPart | NativePart;
  /** The next part of the whole stream. */
  readonly next: () => Promise<TextPart | undefined>;
  /** Called when no more parts are needed. */
  readonly stop: () => void;
}

/** Parts with no content of a model or a tool. They pass unchanged. */
const BESIDE: ReadonlySet<string> = new Set(["error", "abort", "ping", "start", "steering-message"]);

/** Guards one step of an answer. */
export class GuardedStep implements Pull<TextPart> {
  /** The end of the step as delivered, and whether a rail cut it off. */
  ended: { readonly step: TextPart; readonly isCut: boolean } | undefined;
  readonly #options: StepOptions;
  readonly #begun: number;
  readonly #guarded: Pull<NativePart>;
  readonly #beside: TextPart[] = [];
  /** The end of the step as received. */
  #end: TextPart | undefined;
  #isStopped = false;

  constructor(options: StepOptions) {
    const { engine, request, forbids } = options;
    this.#options = options;
    this.#begun = engine.clock.now();
    const native = new NativeAnswer();
    const source = inFlightSource(() =>
      pipeline<StreamPart>(toReadable(this.#source), [new PartDecoder(native, forbids)]),
    );
    const run = new GenerationRun(engine, request, { mode: "streamed", source });
    this.#guarded = new LazyPull({
      start: async () => pullFrom(pipeline<NativePart>(await run.start(), [new PartEncoder(native)])),
      abort: (reason) => run.abort(reason),
    });
  }

  async pull(): Promise<readonly TextPart[] | undefined> {
    const batch = await this.#guarded.pull();
    const beside = this.#beside.splice(0);
    if (batch === undefined) return beside.length === 0 ? undefined : beside;
    return [
      ...beside,
      ...batch.flatMap((part) => (part.type === "finish" ? this.#finish(part) : this.#toTextParts(part))),
    ];
  }

  async cancel(reason?: unknown): Promise<void> {
    await this.#guarded.cancel(reason);
  }

  readonly #source: Pull<NativePart> = {
    pull: async () => {
      while (this.#end === undefined) {
        const part = await this.#options.next();
        if (part === undefined) return undefined;
        if (part.type === "finish-step") this.#end = part;
        if (BESIDE.has(part.type)) this.#beside.push(part);
        else {
          const native = this.#options.texts.toNative(part);
          if (native !== undefined) return [native];
        }
      }
      return undefined;
    },
    cancel: () => {
      this.#isStopped = true;
      return Promise.resolve(this.#options.stop());
    },
  };

  #toTextParts(part: NativePart): readonly TextPart[] {
    const verdict = verdictOf(part);
    if (verdict !== undefined) return [{ ...this.#options.verdictPart(verdict) }];
    const textPart = this.#options.texts.fromNative(part);
    return textPart === undefined ? [] : [textPart];
  }

  /** The provider's metadata of the step, without anything that a rail forbids. */
  #besideEnd({ finishReason, response, rawFinishReason, usage }: TextPart): object {
    const { forbids } = this.#options;
    return {
      finishReason: withoutForbidden(finishReason, forbids) ?? "other",
      response: withoutForbidden(response, forbids) ?? {},
      rawFinishReason: withoutForbidden(rawFinishReason, forbids),
      usage: withoutForbidden(usage, forbids) ?? {},
    };
  }

  /** A step without an end that was not cut off has failed: the stream reports the error itself. */
  #finish({ finishReason, usage, providerMetadata }: Extract<NativePart, { type: "finish" }>): readonly TextPart[] {
    const end = this.#end;
    const isCut = finishReason.unified === "content-filter" && end?.["finishReason"] !== "content-filter";
    const now = this.#options.engine.clock.now();
    if (end === undefined && !this.#isStopped) return [];
    const step =
      end === undefined
        ? cutStep({ usage, providerMetadata, took: now - this.#begun, now })
        : endedStep({ ...end, ...this.#besideEnd(end) }, isCut, providerMetadata);
    this.ended = { step, isCut };
    return [step];
  }
}
