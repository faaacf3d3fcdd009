import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { askedProvider } from "./asked-provider.ts";
import { errorOf, jsonRequest } from "./gateway.ts";

const before = askedProvider("/v1/messages", { model: "m-1", max_tokens: 100 });

describe("endpoints of other APIs", () => {
  const { app } = before();

  it.each([
    ["/v1/embeddings", /call your provider/],
    ["/v1/completions", /\/v1\/chat\/completions/],
    ["/v1/moderations", /\/v1\/checks/],
    ["/v1/audio/speech", /call your provider/],
    ["/v1/images/generations", /call your provider/],
    ["/v1/files", /in the request/],
    ["/v1/assistants", /whole conversation/],
    ["/v1/threads/t/runs", /whole conversation/],
    ["/v1/batches", /each request separately/],
    ["/v1/responses/resp_1/cancel", /whole conversation/],
    ["/v1/conversations", /stores no conversations/],
    ["/v1/vector_stores", /relevant_chunks/],
    ["/v1/complete", /\/v1\/messages/],
    ["/v1/responses/input_tokens", /`usage`/],
    ["/v1/responses/compact", /does not shorten/],
    ["/v1beta/models/m:generateContent", /Gemini/],
    ["/v1/models/m:streamGenerateContent", /Gemini/],
    ["/v1/v1beta/models/m:generateContent", /Gemini/],
    ["/v1/publishers/google/models/m:generateContent", /Gemini/],
    ["/v1beta1/publishers/google/models/m:generateContent", /Gemini/],
    ["/openai/deployments/d/chat/completions", /base URL/],
    ["/openai/v1/responses", /Azure/],
    ["/props", /base URL/],
    ["/chat/completions", /must end in `\/v1`/],
    ["/v1/v1/messages", /twice/],
  ])("%s say what to use instead, in one sentence", async (path, words) => {
    const response = await app.request(path, jsonRequest({}));
    expect(response.status).toBe(404);
    const { code, message } = (await errorOf(response)) as unknown as { code: string; message: string };
    expect([code, message]).toEqual(["not_supported", expect.stringMatching(words)]);
    expect(message).not.toContain("\n");
  });

  it.each(["/api/chat", "/api/tags"])(
    "%s use the error format of Ollama, whose clients show no other",
    async (path) => {
      const response = await app.request(path, jsonRequest({}));
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ error: expect.stringMatching(/base URL/) as string });
    },
  );

  it("respond below the path of another app as well, and do not replace routes of models", async () => {
    const outer = new Hono().route("/api/chat", app);
    const response = await outer.request("/api/chat/v1/embeddings", jsonRequest({}));
    expect(await errorOf(response)).toMatchObject({ code: "not_supported" });
    expect((await app.request("/v1/models/any", { method: "DELETE" })).headers.get("allow")).toBe("GET, OPTIONS");
    expect(((await (await app.request("/")).json()) as { routes: string[] }).routes).not.toContain(
      "POST /v1/models/{id}",
    );
  });

  it.each(["/v1/messages/count_tokens", "/v1/messages/batches", "/v1/messages/batches/b/results"])(
    "%s use the error format of the Messages API",
    async (path) => {
      const response = await app.request(path, jsonRequest({}));
      expect(await response.json()).toMatchObject({
        type: "error",
        error: { type: "not_found_error", code: "not_supported" },
      });
    },
  );
});
