import { describe, expect, it } from "vitest";
import type { ModelRequest } from "../../../src/llm/language-model.ts";
import { assistant, HELLO, railsOf, RecordingModel, textParts, user } from "../../support/engine.ts";

const MAIN = "models: [{ type: main, engine: openai, model: gpt-4o }]\n";

const requestOf = async (
  yaml: string,
  { variables = {}, messages = HELLO.messages, params = {}, answer = "ok" }: Asked = {},
): Promise<{ readonly request: ModelRequest | undefined; readonly text: unknown }> => {
  const model = new RecordingModel(textParts(answer));
  const rails = railsOf(yaml, { llm: model, env: { OPENAI_API_KEY: "k" } });
  const context = { role: "context", content: variables } as const;
  const { response } = await rails.generateAsync({ messages: [context, ...messages], options: { llm_params: params } });
  return { request: model.requests[0], text: response[0]?.content };
};

interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly messages?: typeof HELLO.messages;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly answer?: string;
}

const TALK = [user("Hi"), assistant("Hello!"), user("Why?")];

describe("the main prompt", () => {
  it("is the conversation unchanged", async () => {
    expect((await requestOf(MAIN, { messages: TALK })).request?.messages).toEqual(TALK);
  });

  it("starts with the config's instructions and the retrieved chunks", async () => {
    const yaml = `${MAIN}instructions: [{ type: general, content: Be brief. }]`;
    const { request } = await requestOf(yaml, { variables: { relevant_chunks: ["Fact one.", "Fact two."] } });
    expect(request?.messages[0]?.role).toBe("system");
    expect(request?.messages[0]?.content).toMatch(/^Be brief\.\n\nReference material .*\nFact one\.\nFact two\.\n/s);
    expect(request?.messages.slice(1)).toEqual(HELLO.messages);
  });

  it("is the text of the config's `general` prompt", async () => {
    const yaml = `${MAIN}
instructions: [{ type: general, content: Be brief. }]
sample_conversation: SAMPLE
prompts:
  - task: general
    content: "{{ general_instructions }}|{{ sample_conversation }}|{{ relevant_chunks }}|{{ history | user_assistant_sequence }}\\nAssistant:"
`;
    const { request } = await requestOf(yaml, { messages: TALK, variables: { relevant_chunks: "Fact." } });
    expect(request?.messages).toEqual([
      user("Be brief.|SAMPLE|Fact.|User: Hi\nAssistant: Hello!\nUser: Why?\nAssistant:"),
    ]);
  });

  it("is the messages of the config's `general` prompt", async () => {
    const yaml = `${MAIN}
prompts:
  - task: general
    messages: [{ type: system, content: "Sys" }, "{{ history | to_chat_messages }}"]
`;
    expect((await requestOf(yaml, { messages: TALK })).request?.messages).toEqual([
      { role: "system", content: "Sys" },
      ...TALK,
    ]);
  });

  it("uses the `general` prompt that matches the model", async () => {
    const yaml = `${MAIN}
prompts:
  - { task: general, models: [anthropic], content: "other {{ history | user_assistant_sequence }}" }
  - { task: general, models: [fake/fake-1], content: "fits {{ history | user_assistant_sequence }}" }
`;
    expect((await requestOf(yaml)).request?.messages).toEqual([user("fits User: Hello!")]);
  });

  it("has the prompt's stop sequences and max_tokens, unless the request sets them", async () => {
    const yaml = `${MAIN}prompts: [{ task: general, content: "{{ history | user_assistant_sequence }}", stop: ["User:"], max_tokens: 50 }]`;
    const { request, text } = await requestOf(yaml, { answer: "Yes. User: and", params: { temperature: 0 } });
    expect(request?.params).toEqual({ stop: ["User:"], max_tokens: 50, temperature: 0 });
    expect(text).toBe("Yes. ");
    expect((await requestOf(yaml, { params: { max_tokens: 9 } })).request?.params?.["max_tokens"]).toBe(9);
  });

  it("has no other variables, since rails have not checked them", async () => {
    const yaml = `${MAIN}prompts: [{ task: general, content: "{{ secret }}{{ history | user_assistant_sequence }}" }]`;
    expect((await requestOf(yaml, { variables: { secret: "x" } })).request?.messages).toEqual([user("User: Hello!")]);
  });

  it("is unchanged with passthrough", async () => {
    const yaml = `${MAIN}passthrough: true\nprompts: [{ task: general, content: "x {{ history }}" }]`;
    expect((await requestOf(yaml, { variables: { relevant_chunks: "x" } })).request?.messages).toEqual(HELLO.messages);
  });

  it("is validated when the rails are created", () => {
    expect(() => railsOf(`${MAIN}prompts: [{ task: general, content: "{{ history | nothing }}" }]`)).toThrow("nothing");
  });
});
