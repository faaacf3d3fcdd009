import { DefaultChatTransport, readUIMessageStream, type UIMessage } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { SYSTEM_CLOCK } from "../../../src/http/system-clock.ts";
import { uiMessageResponse } from "../../../src/integrations/ai/ui-message-response.ts";
import { uiMessageWire } from "../../../src/integrations/ai/ui-message-wire.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { type Listening, listen, regexRails, remote, SECRET } from "../../server/gateway.ts";
import { railsOf, user } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { PLAIN, script } from "../../workers/script.ts";

let provider: Provider;
let server: Listening;

/** The text of the page's last message. */
const questionOf = async (request: Request): Promise<string> => {
  const { messages } = (await request.json()) as { readonly messages: readonly UIMessage[] };
  return (
    messages
      .at(-1)
      ?.parts.map((part) => (part.type === "text" ? part.text : ""))
      .join("") ?? ""
  );
};

const railsTo = (url: string): LLMRails => {
  const [config] = remote(`${url}/v1`).models;
  if (config === undefined) throw new Error("no model");
  const env = { OPENAI_API_KEY: "any" };
  const llm = createModel(config, { env, hasEnv: true, fetch, clock: SYSTEM_CLOCK });
  return railsOf(JSON.stringify({ rails: regexRails() }), { llm });
};

beforeAll(async () => {
  const leak = { match: "leak", content: `The key is ${SECRET}, and then much more` };
  provider = await startProvider({ replies: [leak, ...(script.replies ?? [])] });
  const rails = railsTo(provider.url);
  server = await listen(async (request) => {
    const messages = [user(await questionOf(request))];
    const { pathname } = new URL(request.url);
    if (pathname === "/parts") return uiMessageResponse(rails.streamParts({ messages, signal: request.signal }));
    const body = JSON.stringify({ messages, stream: pathname === "/streamed" });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const upstream = await fetch(`${provider.url}/v1/chat/completions`, init);
    return rails.guardResponse(upstream, { messages, wire: uiMessageWire });
  });
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const fail = (error: unknown): void => {
  throw error;
};

/** The message that `useChat` would show in the end. */
const shown = async (path: string, text: string, onError = fail): Promise<UIMessage> => {
  const stream = await new DefaultChatTransport({ api: `${server.url}${path}` }).sendMessages({
    trigger: "submit-message",
    chatId: "c",
    messageId: undefined,
    abortSignal: undefined,
    messages: [{ id: "u", role: "user", parts: [{ type: "text", text }] }],
  });
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream, onError })) last = message;
  if (last === undefined) throw new Error("nothing came");
  return last;
};

const textOf = ({ parts }: UIMessage): string => parts.map((part) => (part.type === "text" ? part.text : "")).join("");

const verdictsOf = ({ parts }: UIMessage): readonly unknown[] =>
  parts.flatMap((part) => (part.type === "data-guardrail" && "data" in part ? [part.data] : []));

describe.each(["/parts", "/streamed", "/whole"])("what useChat reads from %s", (path) => {
  it("is the answer", async () => {
    const message = await shown(path, "hi");
    expect(textOf(message)).toBe(PLAIN);
    expect(verdictsOf(message)).toEqual([]);
  });

  it("is the text before a block, and the verdict as data", async () => {
    const message = await shown(path, "leak");
    expect(textOf(message)).toBe(path === "/whole" ? REFUSAL : "The key is ");
    expect(verdictsOf(message)).toMatchObject([{ status: "blocked", rail: "regex check output" }]);
  });

  it("is the refusal of a blocked request", async () => {
    const message = await shown(path, "this is forbidden");
    expect(textOf(message)).toBe(REFUSAL);
    expect(verdictsOf(message)).toMatchObject([{ status: "blocked", railType: "input" }]);
  });

  it("has tool calls with their input", async () => {
    const { parts } = await shown(path, "weather");
    expect(parts.find(({ type }) => type === "tool-look_up")).toMatchObject({
      state: "input-available",
      input: { city: "Lyon" },
    });
  });
});

describe("a stream that fails", () => {
  it("ends with an error that quotes nothing", async () => {
    const errors: unknown[] = [];
    expect(textOf(await shown("/parts", "cut", (error) => void errors.push(error)))).toBe("one two ");
    expect(errors).toMatchObject([{ message: expect.stringMatching(/^The model provider/) as unknown }]);
  });
});
