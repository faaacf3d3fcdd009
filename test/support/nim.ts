import { isRecord, listOf, recordOf, textOf } from "../../src/json.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";

/** The calls of the NIMs in order: the model or path, and the API key. */
export interface NimCall {
  readonly asked: string;
  readonly key: string | null;
}

const DETECT = "/v1/security/nvidia/nemoguard-jailbreak-detect";

const main = scriptedUpstream({
  replies: [
    { match: "recipe", content: "Take a pound of POISON and stir." },
    { match: "Hello", content: "Good day to you, and welcome to the harbour." },
  ],
  chunk: "word",
});

/** The answer of a NemoGuard NIM, by the words in its prompt. */
const verdictOf = (model: string, shown: string): string => {
  if (model.endsWith("topic-control")) return shown.includes("politics") ? "off-topic " : "on-topic ";
  if (model.endsWith("content-safety")) {
    const user = shown.includes("weapon") ? "unsafe" : "safe";
    const agent = shown.includes("POISON") ? "unsafe" : "safe";
    return JSON.stringify({ "User Safety": user, "Response Safety": agent, "Safety Categories": "Violence" });
  }
  return shown.includes("abuse") ? "Yes" : "No";
};

const completion = (model: string, content: string): Response =>
  Response.json({
    id: "chat-1",
    object: "chat.completion",
    created: 1,
    model,
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  });

/** NVIDIA's endpoints as one handler: chat completions of four models, and the jailbreak detector. */
export const nims = (calls: NimCall[] = []) => {
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const body = recordOf(await request.clone().json());
    const model = textOf(body["model"]);
    calls.push({ asked: pathname === DETECT ? pathname : model, key: request.headers.get("authorization") });
    if (pathname === DETECT) return Response.json({ jailbreak: textOf(body["input"]).includes("ignore"), score: 0.9 });
    const isJudge = /content-safety|topic-control|gpt-judge/.test(model) || isJudging(body["messages"]);
    return isJudge ? completion(model, verdictOf(model, JSON.stringify(body["messages"]))) : main(request);
  };
  return answer;
};

/** Whether a prompt is that of a self check, which calls the main model. */
const isJudging = (messages: unknown): boolean =>
  listOf(messages).some((message) => isRecord(message) && textOf(message["content"]).includes("Answer Yes or No"));

/** A fetch that sends requests for NVIDIA's and OpenAI's URLs to the NIMs over a real socket. */
export const toNims =
  (origin: string): typeof fetch =>
  async (input, init) => {
    const { hostname, pathname } = new URL(input instanceof Request ? input.url : input);
    if (!/\.(?:nvidia|openai)\.com$/.test(hostname)) throw new Error(`Nothing else is to be asked: ${hostname}`);
    return fetch(new URL(pathname, origin), init);
  };
