import { MaskedChat } from "./masked-chat.ts";

const chat = new MaskedChat("/v1/chat/completions", "demo");
const form = document.querySelector("form");
const answers = document.querySelector("output");

const show = async (question: string): Promise<void> => {
  answers?.append(`${question}\n`);
  for await (const text of await chat.ask(question)) answers?.append(text);
  answers?.append("\n");
};

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = new FormData(form).get("question");
  if (typeof question !== "string") return;
  form.reset();
  show(question).catch((error: unknown) => answers?.append(`${String(error)}\n`));
});
