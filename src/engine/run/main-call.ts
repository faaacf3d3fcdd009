import type { LanguageModel } from "../../llm/language-model.ts";
import type { Stage } from "../../streams/stage.ts";
import type { ChatMessage, Clock, StreamPart, TokenUsage } from "../../types.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import { estimatePrompt } from "../log/llm-call-info.ts";
import { Transcript } from "./transcript.ts";

interface Asked {
  readonly model: LanguageModel;
  readonly messages: readonly ChatMessage[];
  readonly startedAt: number;
}

/** The call to the main model: what it was asked, and what it said before rails read it. */
export class MainCall {
  /** When its first part came, in milliseconds since 1970. */
  firstPartAt: number | undefined;
  readonly #clock: Clock;
  #asked: Asked | undefined;
  #prompt: readonly ChatMessage[] | undefined;
  #estimated: number | undefined;
  readonly #transcript = new Transcript();
  /** When the model was done; what rails still had to do then is not its time. */
  #answeredAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isAsked(): boolean {
    return this.#asked !== undefined;
  }

  begin(model: LanguageModel, messages: readonly ChatMessage[]): void {
    this.#asked = { model, messages, startedAt: this.#clock.now() };
    this.#prompt = messages;
  }

  /** Somebody else asks the model. */
  beginElsewhere(messages: readonly ChatMessage[]): void {
    this.#prompt = messages;
  }

  /** Whether it said all that it wanted to. */
  get isAnswered(): boolean {
    return this.#answeredAt !== undefined;
  }

  /** Tokens of what it was asked, by the text. Counted once, and only where no provider says: a prompt may be long. */
  get promptTokens(): number {
    if (this.#prompt === undefined) return 0;
    this.#estimated ??= estimatePrompt(this.#prompt);
    return this.#estimated;
  }

  /** Keeps what it says. */
  get transcriber(): Stage<StreamPart, StreamPart> {
    return {
      name: "transcript",
      feed: (part, output) => {
        this.firstPartAt ??= this.#clock.now();
        if (part.type === "text-delta" && part.choice === 0) this.#transcript.add(part.text);
        if (part.type === "finish") this.#answeredAt = this.#clock.now();
        output.enqueue(part);
      },
    };
  }

  /** Puts the call into the log, once it is over. */
  logTo(log: GenerationLog, usage: TokenUsage): void {
    if (this.#asked === undefined) return;
    const finishedAt = this.#answeredAt ?? this.#clock.now();
    log.mainCall({ task: "general", finishedAt, ...this.#asked }, usage, this.#transcript.text);
  }
}
