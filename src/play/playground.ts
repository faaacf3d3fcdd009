import type { ListedConfig, Recorded } from "../server/play/play-events.ts";
import { AnswerState } from "./answer-state.ts";
import { type AnswerRequest, Client, Refused } from "./client.ts";
import { FrameView, isBusy, messageOf, page, showBusy, showState } from "./page.ts";
import { editedPatterns, editsOf } from "./pattern-editor.ts";

/** Milliseconds after the last key press until the recorded answer is replayed. */
const REPLAY_DELAY_MS = 200;

/** Sends requests to the gateway and shows the answers. */
export class Playground {
  readonly client: Client = new Client();
  readonly #view = new FrameView();
  #configs: readonly ListedConfig[] = [];
  /** The recording of the last answer, to replay with other patterns. */
  #recording: Recorded[] = [];
  #question = "";
  #running: AbortController | undefined;
  #replayTimer: ReturnType<typeof setTimeout> | undefined;

  /** The chosen config. */
  get config(): ListedConfig | undefined {
    return this.#configs.find(({ id }) => id === page.config.value);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Loads the configs. Rejects with `Refused` if a key is needed. */
  async loadConfigs(): Promise<readonly ListedConfig[]> {
    this.#configs = await this.client.configs();
    return this.#configs;
  }

  async ask(question: string): Promise<void> {
    if (question.trim() === "" || page.config.value === "") return;
    this.#question = question;
    this.#recording = [];
    page.source.textContent = "live";
    this.showBusy(true);
    const request = { config: page.config.value, question, edits: editsOf(this.config) };
    await this.#run(request, (piece) => this.#recording.push(piece));
    if (!this.isRunning) this.showBusy(false);
  }

  askAgain(): Promise<void> {
    return this.ask(this.#question);
  }

  stop(): void {
    this.#running?.abort();
    this.showBusy(false);
  }

  showBusy(busy: boolean): void {
    showBusy(busy, this.#question !== "");
  }

  /** Replays the last answer through the edited patterns, once typing pauses. */
  replaySoon(): void {
    clearTimeout(this.#replayTimer);
    this.#replayTimer = setTimeout(() => void this.#replay(), REPLAY_DELAY_MS);
  }

  async #replay(): Promise<void> {
    if (this.#recording.length === 0 || isBusy()) return;
    page.source.textContent = "recorded answer, read again by these patterns";
    const [question, recording] = [this.#question, this.#recording];
    await this.#run({ config: page.config.value, question, edits: editedPatterns(), recording }, () => {});
  }

  /** Shows one answer until it ends or is stopped. Stops the previous one. */
  async #run(request: AnswerRequest, onText: (piece: Recorded) => void): Promise<void> {
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    const state = new AnswerState();
    page.problem.textContent = "";
    try {
      await this.#read(request, abort.signal, state, onText);
    } catch (error) {
      if (abort.signal.aborted) return this.#showStopped(abort, state);
      if (error instanceof Refused && request.edits !== undefined) page.problem.textContent = messageOf(error);
      else state.failure = messageOf(error);
    } finally {
      if (this.#running === abort) this.#running = undefined;
    }
    showState(state);
    page.status.textContent = statusOf(state);
  }

  async #read(
    request: AnswerRequest,
    signal: AbortSignal,
    state: AnswerState,
    onText: (piece: Recorded) => void,
  ): Promise<void> {
    for await (const event of this.client.answer(request, signal)) {
      if (event.type === "generated") onText({ channel: event.channel, text: event.text });
      state.apply(event);
      this.#view.show(state);
    }
  }

  /** Nothing is shown if another answer was started since. */
  #showStopped(abort: AbortController, state: AnswerState): void {
    if (this.#running !== abort) return;
    state.isStopped = true;
    showState(state);
    page.status.textContent = "Stopped. The model was stopped with it.";
  }
}

const statusOf = ({ end }: AnswerState): string => {
  if (end === undefined) return "";
  const { status } = end.outcome;
  return `The answer ${status === "passed" ? "passed" : `was ${status}`}.`;
};
