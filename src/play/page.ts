import type { AnswerState } from "./answer-state.ts";
import { showAnswer } from "./answer-view.ts";
import { find } from "./dom.ts";
import { showFigures } from "./figures-view.ts";
import { showTimeline } from "./timeline-view.ts";

/** The elements of the page. */
class Page {
  readonly config: HTMLSelectElement = find("config", HTMLSelectElement);
  readonly model: HTMLElement = find("model", HTMLElement);
  readonly rails: HTMLElement = find("rails", HTMLElement);
  readonly questions: HTMLElement = find("questions", HTMLElement);
  readonly question: HTMLTextAreaElement = find("question", HTMLTextAreaElement);
  readonly form: HTMLFormElement = find("ask", HTMLFormElement);
  readonly run: HTMLButtonElement = find("run", HTMLButtonElement);
  readonly stop: HTMLButtonElement = find("stop", HTMLButtonElement);
  readonly again: HTMLButtonElement = find("again", HTMLButtonElement);
  readonly answer: HTMLElement = find("answer", HTMLElement);
  readonly source: HTMLElement = find("source", HTMLElement);
  readonly figures: HTMLElement = find("figures", HTMLElement);
  readonly timeline: HTMLElement = find("timeline", HTMLElement);
  readonly patterns: HTMLTextAreaElement = find("patterns", HTMLTextAreaElement);
  readonly action: HTMLSelectElement = find("action", HTMLSelectElement);
  readonly reset: HTMLButtonElement = find("reset", HTMLButtonElement);
  readonly problem: HTMLElement = find("problem", HTMLElement);
  readonly status: HTMLElement = find("status", HTMLElement);
  readonly key: HTMLInputElement = find("key", HTMLInputElement);
  readonly keyForm: HTMLFormElement = find("key-form", HTMLFormElement);
}

export const page: Page = new Page();

/** Shown in place of an answer that has not been requested. */
const invitation = [...page.answer.childNodes];

const showState = (state: AnswerState): void => {
  showAnswer(page.answer, state);
  showFigures(page.figures, state);
  showTimeline(page.timeline, state);
};

const showNothing = (): void => {
  page.answer.replaceChildren(...invitation);
  for (const element of [page.figures, page.timeline, page.source, page.status]) element.replaceChildren();
};

/** Shows the latest state once per frame, however fast events arrive. */
export class FrameView {
  #isScheduled = false;
  #latest: AnswerState | undefined;

  /** Shows an answer, or with `undefined` that there is none. */
  show(state: AnswerState | undefined): void {
    this.#latest = state;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      if (this.#latest === undefined) showNothing();
      else showState(this.#latest);
    });
  }
}

/** Replaces one button by another, which also gets its focus. */
const swap = (from: HTMLButtonElement, to: HTMLButtonElement): void => {
  const hadFocus = document.activeElement === from;
  from.hidden = true;
  to.hidden = false;
  if (hadFocus) to.focus();
};

/** Shows whether a question is being answered, and whether there is one to ask again. */
export const showBusy = (isBusy: boolean, canAskAgain: boolean): void => {
  if (isBusy) swap(page.run, page.stop);
  else swap(page.stop, page.run);
  page.again.disabled = isBusy || !canAskAgain;
  document.body.dataset["state"] = isBusy ? "busy" : "ready";
};

/** Shows the form for a key, or hides it. */
export const showKeyForm = (isNeeded: boolean): void => {
  page.keyForm.hidden = !isNeeded;
  if (isNeeded) page.key.focus();
};

export const isBusy = (): boolean => document.body.dataset["state"] === "busy";

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
