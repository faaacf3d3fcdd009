import { describe, expect, it, vi } from "vitest";
import { StreamingNotSupportedError } from "../../../src/errors.ts";
import { railsOf, REGEX_OUTPUT, settle, user } from "../../support/engine.ts";
import { completion, JSON_TYPE, secret, sse, streamed } from "./guarded-response.ts";

const INPUT =
  "rails:\n  config: { regex_detection: { input: { patterns: [badin] } } }\n  input: { flows: [regex check input] }\n";

interface Wire {
  readonly text: string;
  readonly finishes: readonly string[];
  readonly verdicts: readonly unknown[];
  readonly last: string | undefined;
}

const read = async (response: Response): Promise<Wire> => {
  const events = (await response.text()).split("\n\n").filter((event) => event !== "");
  const data = events.map((event) => event.replace(/^data: /, ""));
  const chunks = data.filter((one) => one !== "[DONE]").map((one) => JSON.parse(one));
  return {
    text: chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? "").join(""),
    finishes: chunks.flatMap((chunk) => chunk.choices?.[0]?.finish_reason ?? []),
    verdicts: chunks.flatMap((chunk) => (chunk.guardrails?.status === undefined ? [] : chunk.guardrails)),
    last: data.at(-1),
  };
};

describe("guardResponse on a stream", () => {
  it("passes an allowed answer as events of the OpenAI API", async () => {
    const response = await railsOf(secret).guardResponse(streamed(sse("a ", "b")));
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await read(response)).toEqual({ text: "a b", finishes: ["stop"], verdicts: [], last: "[DONE]" });
  });

  it("blocks with a content_filter finish, and stops the upstream", async () => {
    const cancel = vi.fn();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(sse("a ", "secret").slice(0, -80))),
      cancel,
    });
    const wire = await read(await railsOf(secret).guardResponse(streamed(body)));
    expect(wire).toMatchObject({ text: "a ", finishes: ["content_filter"], last: "[DONE]" });
    expect(wire.verdicts).toMatchObject([{ status: "blocked", rail: "regex check output", rail_type: "output" }]);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("answers a blocked request without reading the upstream, which it cancels", async () => {
    const cancel = vi.fn();
    const pull = vi.fn();
    const body = new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
    const response = await railsOf(INPUT).guardResponse(streamed(body), { messages: [user("badin")] });
    expect(await read(response)).toMatchObject({
      text: "I'm sorry, I can't respond to that.",
      finishes: ["content_filter"],
    });
    await settle();
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(pull).not.toHaveBeenCalled();
  });

  it("sends a usage chunk only if the upstream sent one", async () => {
    const bare = await (await railsOf(secret).guardResponse(streamed(sse("one")))).text();
    expect(bare).not.toContain('"usage"');
    const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } })}\n\n`;
    const told = sse("one").replace("data: [DONE]", `${usage}data: [DONE]`);
    expect(await (await railsOf(secret).guardResponse(streamed(told))).text()).toContain('"completion_tokens":2');
  });

  it("reports a broken upstream as one error event and [DONE], after the delivered text", async () => {
    const cut = sse("one ", "two").split("data: ").slice(0, 3).join("data: ");
    const response = await railsOf(secret).guardResponse(streamed(cut));
    const text = await response.text();
    expect(text).toContain('"content":"two"');
    const [error, done] = text.trimEnd().split("\n\n").slice(-2);
    expect(JSON.parse(error?.slice(6) ?? "")).toMatchObject({
      error: { type: "upstream_truncated", code: "truncated" },
    });
    expect(done).toBe("data: [DONE]");
  });

  it("cancels the upstream when its reader cancels", async () => {
    const cancel = vi.fn();
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(sse("a ").slice(0, -100))),
      cancel,
    });
    const response = await railsOf(secret).guardResponse(streamed(body));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("rejects if output rails cannot stream, but not for an unsuccessful response", async () => {
    const rails = railsOf(REGEX_OUTPUT("secret", "{ enabled: false }"));
    await expect(rails.guardResponse(streamed(sse("a")))).rejects.toBeInstanceOf(StreamingNotSupportedError);
    expect((await rails.guardResponse(streamed("data: x\n\n", { status: 500 }))).status).toBe(500);
  });

  it("cancels an upstream whose answer it rejects", async () => {
    const cancel = vi.fn();
    const rails = railsOf(REGEX_OUTPUT("secret", "{ enabled: false }"));
    const response = streamed(new ReadableStream({ cancel }));
    await expect(rails.guardResponse(response)).rejects.toBeInstanceOf(StreamingNotSupportedError);
    expect(cancel).toHaveBeenCalledTimes(1);
    const messages = [{ role: "function", content: "x" }] as const;
    const other = streamed(new ReadableStream({ cancel }));
    await expect(railsOf(secret).guardResponse(other, { messages })).rejects.toThrow('Unknown role "function"');
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  it("ignores the case of the content type", async () => {
    const rails = railsOf(secret);
    const response = await rails.guardResponse(
      streamed(sse("secret"), { headers: { "content-type": "Text/Event-Stream" } }),
    );
    expect((await read(response)).finishes).toEqual(["content_filter"]);
  });
});

describe("guardResponse on a complete answer", () => {
  const guard = async (content: string): Promise<Record<string, unknown>> =>
    (await railsOf(secret).guardResponse(Response.json(completion(content)))).json() as Promise<
      Record<string, unknown>
    >;

  it("passes what is allowed, with the provider's usage", async () => {
    expect(await guard("fine")).toMatchObject({
      object: "chat.completion",
      model: "m1",
      choices: [{ index: 0, message: { role: "assistant", content: "fine", refusal: null }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
      guardrails: { status: "passed" },
    });
  });

  it("answers a blocked one with only the refusal", async () => {
    const body = await guard("a secret");
    expect(body).toMatchObject({
      choices: [{ message: { content: "I'm sorry, I can't respond to that." }, finish_reason: "content_filter" }],
      guardrails: { status: "blocked", rail: "regex check output", code: "content_blocked" },
    });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it("does not require streaming to be enabled", async () => {
    const rails = railsOf(REGEX_OUTPUT("secret", "{ enabled: false }"));
    expect((await rails.guardResponse(Response.json(completion("x")))).status).toBe(200);
  });

  it.each([
    ["<html>secret</html>", "malformed"],
    ['{"answer": "secret"}', "unknown_format"],
    ["[]", "unknown_format"],
    ["", "empty"],
  ])("does not pass %j, which it cannot parse", async (body, code) => {
    const result = railsOf(secret).guardResponse(new Response(body));
    await expect(result).rejects.toMatchObject({ code });
  });

  it("stops reading at the limit, and cancels the upstream", async () => {
    const cancel = vi.fn();
    let sent = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      sent += 1;
      if (sent > 20) controller.close();
      else controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
    };
    const result = railsOf(secret).guardResponse(new Response(new ReadableStream({ pull, cancel })));
    await expect(result).rejects.toMatchObject({ code: "malformed" });
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(sent).toBeLessThan(12);
  });

  it("stops when its signal aborts while the upstream is silent", async () => {
    const cancel = vi.fn();
    const abort = new AbortController();
    const response = new Response(new ReadableStream({ cancel }));
    const result = railsOf(secret).guardResponse(response, { signal: abort.signal });
    await settle();
    abort.abort(new Error("left"));
    await expect(result).rejects.toThrow("left");
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("detects events, whatever the content type", async () => {
    const response = await railsOf(secret).guardResponse(new Response(sse("a ", "secret"), { headers: JSON_TYPE }));
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await read(response)).toMatchObject({ text: "a ", finishes: ["content_filter"] });
  });
});
