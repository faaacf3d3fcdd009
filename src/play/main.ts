import type { ListedConfig, Recorded } from "../server/play/play-events.ts";
import { AnswerState } from "./answer-state.ts";
import { showAnswer } from "./answer-view.ts";
import { type AnswerRequest, Client, type Edits, Refused } from "./client.ts";
import { el, find } from "./dom.ts";
import { showFigures } from "./figures-view.ts";
import { startTheme } from "./theme.ts";
import { showTimeline } from "./timeline-view.ts";

const REPLAY_DELAY_MS = 200;
const QUESTIONS = ["What is a guarded stream?", "Write a short story about a lighthouse."];

const client = new Client();
const page = {
  config: find("config", HTMLSelectElement),
  model: find("model", HTMLElement),
  rails: find("rails", HTMLElement),
  questions: find("questions", HTMLElement),
  question: find("question", HTMLTextAreaElement),
  form: find("ask", HTMLFormElement),
  run: find("run", HTMLButtonElement),
  stop: find("stop", HTMLButtonElement),
  again: find("again", HTMLButtonElement),
  answer: find("answer", HTMLElement),
  source: find("source", HTMLElement),
  figures: find("figures", HTMLElement),
  timeline: find("timeline", HTMLElement),
  patterns: find("patterns", HTMLTextAreaElement),
  action: find("action", HTMLSelectElement),
  reset: find("reset", HTMLButtonElement),
  problem: find("problem", HTMLElement),
  status: find("status", HTMLElement),
  key: find("key", HTMLInputElement),
  keyForm: find("key-form", HTMLFormElement),
};

let configs: readonly ListedConfig[] = [];
/** What the model wrote last, to be read again by other rails. */
let recording: Recorded[] = [];
let asked = "";
let running: AbortController | undefined;
let isShownSoon = false;
let replayTimer: ReturnType<typeof setTimeout> | undefined;

const chosen = (): ListedConfig | undefined => configs.find(({ id }) => id === page.config.value);

const patterns = (): readonly string[] => page.patterns.value.split("\n").filter((line) => line.trim() !== "");

/** What the editor says, where it is not what the config says. */
const edits = (): Edits | undefined => {
  const config = chosen();
  const action = page.action.value === "block" ? "block" : "mask";
  const isSame = config?.action === action && config.patterns.join("\n") === patterns().join("\n");
  return isSame ? undefined : { patterns: patterns(), action };
};

const show = (state: AnswerState): void => {
  showAnswer(page.answer, state);
  showFigures(page.figures, state);
  showTimeline(page.timeline, state);
};

/** Once a frame, however fast events come. */
const showSoon = (state: AnswerState): void => {
  if (isShownSoon) return;
  isShownSoon = true;
  requestAnimationFrame(() => {
    isShownSoon = false;
    show(state);
  });
};

/** Puts one button in the place of another, for the keyboard as well. */
const swap = (from: HTMLButtonElement, to: HTMLButtonElement): void => {
  const hadFocus = document.activeElement === from;
  from.hidden = true;
  to.hidden = false;
  if (hadFocus) to.focus();
};

const setBusy = (isBusy: boolean): void => {
  if (isBusy) swap(page.run, page.stop);
  else swap(page.stop, page.run);
  page.again.disabled = isBusy || asked === "";
  document.body.dataset["state"] = isBusy ? "busy" : "ready";
};

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads an answer to its end, or until somebody stops it. */
const read = async (request: AnswerRequest, onText: (piece: Recorded) => void): Promise<void> => {
  running?.abort();
  const abort = new AbortController();
  running = abort;
  const state = new AnswerState();
  page.problem.textContent = "";
  try {
    for await (const event of client.answer(request, abort.signal)) {
      if (event.type === "generated") onText({ channel: event.channel, text: event.text });
      state.apply(event);
      showSoon(state);
    }
  } catch (error) {
    if (abort.signal.aborted) {
      if (running !== abort) return;
      state.isStopped = true;
      show(state);
      page.status.textContent = "Stopped. The model was stopped with it.";
      return;
    }
    if (error instanceof Refused && request.edits !== undefined) page.problem.textContent = told(error);
    else state.failure = told(error);
  } finally {
    if (running === abort) running = undefined;
  }
  show(state);
  const { outcome } = state.end ?? {};
  page.status.textContent =
    outcome === undefined ? "" : `The answer ${outcome.status === "passed" ? "passed" : `was ${outcome.status}`}.`;
};

const ask = async (question: string): Promise<void> => {
  if (question.trim() === "" || page.config.value === "") return;
  asked = question;
  recording = [];
  page.source.textContent = "live";
  setBusy(true);
  await read({ config: page.config.value, question, edits: edits() }, (piece) => recording.push(piece));
  if (running === undefined) setBusy(false);
};

/** The last answer as other patterns would have let it through. */
const replay = async (): Promise<void> => {
  if (recording.length === 0 || document.body.dataset["state"] === "busy") return;
  page.source.textContent = "recorded answer, read again by these patterns";
  const given = { patterns: patterns(), action: page.action.value === "block" ? "block" : "mask" } as const;
  await read({ config: page.config.value, question: asked, edits: given, recording }, () => {});
};

const replaySoon = (): void => {
  clearTimeout(replayTimer);
  replayTimer = setTimeout(() => void replay(), REPLAY_DELAY_MS);
};

const resetPatterns = (): void => {
  const { patterns: own = [], action = "mask" } = chosen() ?? {};
  page.patterns.value = own.join("\n");
  page.action.value = action;
  page.problem.textContent = "";
};

const chip = (question: string): HTMLElement => {
  const button = el("button", "chip", question);
  button.type = "button";
  button.addEventListener("click", () => {
    page.question.value = question;
    void ask(question);
  });
  return button;
};

const showConfig = (): void => {
  const { rails = [], model = "", questions = [] } = chosen() ?? {};
  page.model.textContent = model;
  page.rails.replaceChildren(
    ...rails.map(({ flow, type, reads }) =>
      el("li", `rail ${type}`, el("span", "", flow), el("small", "", `${type.replace("_", " ")} · ${reads}`)),
    ),
  );
  page.questions.replaceChildren(...(questions.length > 0 ? questions : QUESTIONS).map(chip));
  page.question.value = questions[0] ?? QUESTIONS[0] ?? "";
  resetPatterns();
};

const load = async (): Promise<void> => {
  try {
    configs = await client.configs();
    page.keyForm.hidden = true;
    page.config.replaceChildren(...configs.map(({ id }) => new Option(id, id)));
    showConfig();
    setBusy(false);
  } catch (error) {
    page.keyForm.hidden = !(error instanceof Refused && error.status === 401);
    page.status.textContent = told(error);
  }
};

const start = (): void => {
  startTheme();
  page.config.addEventListener("change", showConfig);
  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(page.question.value);
  });
  page.keyForm.addEventListener("submit", (event) => {
    event.preventDefault();
    client.key = page.key.value;
    void load();
  });
  page.stop.addEventListener("click", () => {
    running?.abort();
    setBusy(false);
  });
  page.again.addEventListener("click", () => void ask(asked));
  page.patterns.addEventListener("input", replaySoon);
  page.action.addEventListener("change", replaySoon);
  page.reset.addEventListener("click", () => {
    resetPatterns();
    replaySoon();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && running !== undefined) page.stop.click();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void ask(page.question.value);
  });
  void load();
};

start();
