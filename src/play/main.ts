import type { ListedRail } from "../server/play/play-events.ts";
import { wantsKey } from "./client.ts";
import { el } from "./dom.ts";
import { messageOf, page, showKeyForm } from "./page.ts";
import { resetPatterns } from "./pattern-editor.ts";
import { Playground } from "./playground.ts";
import { startTheme } from "./theme.ts";

/** Suggestions for configs whose model is not scripted. */
const QUESTIONS = ["What is a guarded stream?", "Write a short story about a lighthouse."];

const playground = new Playground();

const chip = (question: string): HTMLElement => {
  const button = el("button", "chip", question);
  button.type = "button";
  button.addEventListener("click", () => {
    page.question.value = question;
    void playground.ask(question);
  });
  return button;
};

/** Whether somebody wrote a question of their own, which other configs are asked too. */
const isOwnQuestion = (): boolean => {
  const suggested = [...page.questions.children].map(({ textContent }) => textContent);
  return page.question.value !== "" && !suggested.includes(page.question.value);
};

const showQuestions = (questions: readonly string[]): void => {
  const [first = ""] = questions;
  if (!isOwnQuestion()) page.question.value = first;
  page.questions.replaceChildren(...questions.map(chip));
};

const showRails = (rails: readonly ListedRail[]): void =>
  page.rails.replaceChildren(
    ...rails.map(({ flow, type, reads }) =>
      el("li", `rail ${type}`, el("span", "", flow), el("small", "", `${type.replace("_", " ")} · ${reads}`)),
    ),
  );

const showConfig = (): void => {
  const { rails = [], model = "", questions = [] } = playground.config ?? {};
  page.model.textContent = model;
  showRails(rails);
  showQuestions(questions.length > 0 ? questions : QUESTIONS);
  resetPatterns(playground.config);
  playground.forget();
  playground.showBusy(false);
};

const load = async (): Promise<void> => {
  try {
    const configs = await playground.loadConfigs();
    showKeyForm(false);
    page.config.replaceChildren(...configs.map(({ id }) => new Option(id, id)));
    page.run.disabled = false;
    showConfig();
  } catch (error) {
    showKeyForm(wantsKey(error));
    page.status.textContent = messageOf(error);
  }
};

const onSubmit = (form: HTMLFormElement, submit: () => Promise<void>): void =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });

const onKey = (event: KeyboardEvent): void => {
  if (event.key === "Escape" && playground.isRunning) page.stop.click();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  page.form.requestSubmit();
};

const start = (): void => {
  startTheme();
  page.config.addEventListener("change", showConfig);
  onSubmit(page.form, () => playground.ask(page.question.value));
  onSubmit(page.keyForm, () => {
    playground.client.key = page.key.value;
    return load();
  });
  page.stop.addEventListener("click", () => playground.stop());
  page.again.addEventListener("click", () => void playground.askAgain());
  page.patterns.addEventListener("input", () => playground.replaySoon());
  page.action.addEventListener("change", () => playground.replaySoon());
  page.reset.addEventListener("click", () => {
    resetPatterns(playground.config);
    playground.replaySoon();
  });
  document.addEventListener("keydown", onKey);
  void load();
};

start();
