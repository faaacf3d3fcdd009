import type { ListedConfig, Recorded } from "../server/play/play-events.ts";
import { AnswerState } from "./answer-state.ts";
import { type AnswerRequest, Client, Refused, wantsKey } from "./client.ts";
import { FrameView, isBusy, messageOf, page, showBusy, showKeyForm } from "./page.ts";
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
  /** Whether patterns were edited while an answer was being written. */
  #isReplayDue = false;

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
    this.#isReplayDue = false;
    this.showBusy(true);
    page.source.textContent = "live";
    page.status.textContent = "";
    const request = { config: page.config.value, question, edits: editsOf(this.config) };
    await this.#run(request, (piece) => this.#recording.push(piece));
    if (this.isRunning) return;
    this.showBusy(false);
    if (this.#isReplayDue) this.replaySoon();
  }

  askAgain(): Promise<void> {
    return this.ask(this.#question);
  }

  stop(): void {
    this.#running?.abort();
    this.showBusy(false);
  }

  /** Forgets the last answer, and stops a running one. */
  forget(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.abort();
    clearTimeout(this.#replayTimer);
    this.#question = "";
    this.#recording = [];
    this.#view.show(undefined);
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
    this.#isReplayDue = isBusy();
    if (this.#recording.length === 0 || isBusy()) return;
    const [question, recording] = [this.#question, this.#recording];
    await this.#run({ config: page.config.value, question, edits: editedPatterns(), recording }, () => {});
  }

  /** Shows one answer until it ends or is stopped. Stops the previous one. */
  async #run(request: AnswerRequest, onText: (piece: Recorded) => void): Promise<void> {
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    const state = new AnswerState();
    const isReplay = request.recording !== undefined;
    page.problem.textContent = "";
    // A replay comes at once, and until then the last answer stays.
    if (!isReplay) this.#view.show(state);
    try {
      await this.#read(request, abort.signal, state, onText);
      if (isReplay) page.source.textContent = "recorded answer, read again by these patterns";
    } catch (error) {
      if (abort.signal.aborted) return this.#showStopped(abort, state);
      if (isReplay && error instanceof Refused) return void (page.problem.textContent = messageOf(error));
      if (wantsKey(error)) showKeyForm(true);
      state.failure = messageOf(error);
    } finally {
      if (this.#running === abort) this.#running = undefined;
    }
    this.#view.show(state);
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
    if (!state.isOver) throw new Error("The answer broke off: the gateway closed the connection. Is it still running?");
  }

  /** Nothing is shown if another answer was started since. */
  #showStopped(abort: AbortController, state: AnswerState): void {
    if (this.#running !== abort) return;
    state.isStopped = true;
    this.#view.show(state);
    page.status.textContent = "Stopped. The model was stopped with it.";
  }
}

const statusOf = ({ end }: AnswerState): string => {
  if (end === undefined) return "The answer failed.";
  const { status } = end.outcome;
  return `The answer ${status === "passed" ? "passed" : `was ${status}`}.`;
};
