import { describe, expect, it, vi } from "vitest";
import { guardFetch } from "../../../src/engine/guard/guard-fetch.ts";
import { railsOf, REGEX_OUTPUT } from "../../support/engine.ts";

const MAX_ERROR = 65_536;

/** A provider's error as passed to the caller. */
const told = (error: Response): Promise<Response> => {
  const call = guardFetch(railsOf(REGEX_OUTPUT("secret")), { fetch: async () => error });
  const body = JSON.stringify({ messages: [{ role: "user", content: "hi" }] });
  return call("https://api.example/v1/chat/completions", { method: "POST", body });
};

describe("an error of the provider", () => {
  it.each([0, 10, MAX_ERROR])("is passed unchanged with a body of %i bytes", async (length) => {
    const error = new Response("x".repeat(length), { status: 429, statusText: "Slow", headers: { "x-own": "1" } });
    const response = await told(error);
    expect(response).toBe(error);
    expect(await response.text()).toBe("x".repeat(length));
  });

  it("is passed without a body", async () => {
    const error = new Response(null, { status: 500 });
    expect(await told(error)).toBe(error);
  });

  it.each([
    ["a word that a rail forbids", "the secret"],
    ["such a word behind escapes", String.raw`"\u0073ecret"`],
    ["more than rails read", "x".repeat(MAX_ERROR + 1)],
  ])("is replaced if its body has %s", async (_, body) => {
    const response = await told(new Response(body, { status: 418, headers: { "x-request-id": "req-1" } }));
    expect([response.status, response.headers.get("x-request-id")]).toEqual([418, "req-1"]);
    const json = (await response.json()) as object;
    expect(json).toHaveProperty("error.message");
    expect(JSON.stringify(json)).not.toMatch(/secret|xxx/);
  });

  it("loses only the headers and the status text that a rail forbids", async () => {
    const headers = { "x-a": "1", "x-secret": "2", "x-b": "the secret", "x-c": "3" };
    const response = await told(new Response("body", { status: 400, statusText: "Bad", headers }));
    expect([...response.headers.keys()]).toEqual(["content-type", "x-a", "x-c"]);
    expect([response.status, response.statusText, await response.text()]).toEqual([400, "Bad", "body"]);
    expect((await told(new Response("body", { status: 400, statusText: "secret", headers }))).statusText).toBe("");
  });

  it("is read only up to the limit of rails, and the response is cancelled", async () => {
    const cancel = vi.fn<() => void>();
    const pull = vi.fn((controller: ReadableStreamDefaultController<Uint8Array>) =>
      controller.enqueue(new Uint8Array(1_024)),
    );
    await told(new Response(new ReadableStream({ pull, cancel }), { status: 500 }));
    expect(cancel).toHaveBeenCalledOnce();
    expect(pull.mock.calls.length).toBeLessThan(2 * (MAX_ERROR / 1_024));
  });
});
