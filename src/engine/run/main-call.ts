import type { LanguageModel } from "../../llm/language-model.ts";
import type { Stage } from "../../streams/stage.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { Clock } from "../../types/clock.ts";
import type { ResponseFacts, StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import { estimatePrompt } from "../log/llm-call-info.ts";
import { Transcript } from "./transcript.ts";

interface StartedCall {
  readonly model: LanguageModel;
  readonly messages: readonly ChatMessage[];
  readonly startedAt: number;
}

/** The call to the main model: its prompt, and its answer before the rails read it. */
export class MainCall {
  /** When its first part came, in milliseconds since 1970. */
  firstPartAt: number | undefined;
  readonly #clock: Clock;
  #started: StartedCall | undefined;
  #prompt: readonly ChatMessage[] | undefined;
  #estimated: number | undefined;
  readonly #transcript = new Transcript();
  #facts: ResponseFacts = {};
  /** By choice; `error` until the model says why it stopped. */
  readonly #finishReasons: string[] = ["error"];
  /** When the model finished. The rails' own time after that does not count as the model's. */
  #answeredAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isStarted(): boolean {
    return this.#started !== undefined;
  }

  begin(model: LanguageModel, messages: readonly ChatMessage[]): void {
    this.#started = { model, messages, startedAt: this.#clock.now() };
    this.#prompt = messages;
  }

  /** The model is called outside of this run, for instance by `guardFetch`. */
  beginElsewhere(messages: readonly ChatMessage[]): void {
    this.#prompt = messages;
  }

  /** Whether the model finished its answer. */
  get isAnswered(): boolean {
    return this.#answeredAt !== undefined;
  }

  /**
   * An estimate from the prompt's text. Counted lazily and once, since prompts are long and most providers report it.
   */
  get promptTokens(): number {
    if (this.#prompt === undefined) return 0;
    this.#estimated ??= estimatePrompt(this.#prompt);
    return this.#estimated;
  }

  /** Records the answer's text and times. */
  get transcriber(): Stage<StreamPart, StreamPart> {
    return {
      name: "model-transcript",
      feed: (part, output) => {
        this.firstPartAt ??= this.#clock.now();
        if (part.type === "text-delta" && part.choice === 0) this.#transcript.add(part.text);
        if (part.type === "response") this.#facts = part;
        if (part.type === "finish") {
          this.#answeredAt = this.#clock.now();
          this.#finishReasons[part.choice] = part.reason;
        }
        output.enqueue(part);
      },
    };
  }

  /** Puts the call into the log, once it is over. */
  logTo(log: GenerationLog, usage: TokenUsage): void {
    if (this.#started === undefined) return;
    const finishedAt = this.#answeredAt ?? this.#clock.now();
    const { id, model } = this.#facts;
    const answer = { text: this.#transcript.text, finishReasons: this.#finishReasons, id, model };
    log.mainCall({ task: "general", finishedAt, ...this.#started }, usage, answer);
  }
}
