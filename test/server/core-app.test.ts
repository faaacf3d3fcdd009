import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/config/rails-config.ts";
import { scriptedModel } from "../../src/llm/scripted/scripted.ts";
import { createApp } from "../../src/server/core-app.ts";
import { messagesRoutes } from "../../src/server/routes/messages-routes.ts";
import { unsupportedRoutes } from "../../src/server/routes/unsupported-routes.ts";

const CONFIG = RailsConfig.fromObject({ models: [{ type: "main", engine: "mine", model: "m" }] });
const OPTIONS = { configs: { main: CONFIG }, engines: { mine: () => scriptedModel({ replies: ["Hello"] }) } };

const ask = (app: ReturnType<typeof createApp>, path: string): Promise<Response> =>
  Promise.resolve(
    app.request(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ max_tokens: 10, messages: [{ role: "user", content: "Hi" }] }),
    }),
  );

describe("the gateway of edgerails/server/core", () => {
  it("serves chat completions, and no other format unless it is given", async () => {
    const app = createApp(OPTIONS);
    expect(await (await ask(app, "/v1/chat/completions")).json()).toMatchObject({
      choices: [{ message: { content: "Hello" } }],
    });
    const response = await ask(app, "/v1/messages");
    expect(response.status).toBe(404);
    expect(await (await app.request("/")).json()).not.toMatchObject({
      routes: expect.arrayContaining(["POST /v1/messages"]) as unknown,
    });
  });

  it("serves the formats that it is given, with their error bodies for unknown paths below them", async () => {
    const app = createApp(OPTIONS, messagesRoutes);
    expect(await (await ask(app, "/v1/messages")).json()).toMatchObject({ content: [{ type: "text", text: "Hello" }] });
    const missing = await ask(app, "/v1/messages/batches");
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ type: "error" });
    const { routes } = (await (await app.request("/")).json()) as { readonly routes: readonly string[] };
    expect(routes).toContain("POST /v1/messages");
    expect(routes.join()).not.toContain("ALL");
  });

  it("says what to use instead of endpoints of other APIs if it is given those, without hiding a route", async () => {
    const said = async (app: ReturnType<typeof createApp>): Promise<unknown> =>
      (await ask(app, "/v1/moderations")).json();
    expect(await said(createApp(OPTIONS))).toMatchObject({ error: { code: "not_found" } });
    const app = createApp(OPTIONS, unsupportedRoutes);
    expect(await said(app)).toMatchObject({ error: { code: "not_supported" } });
    for (const path of ["/", "/v1/models", "/v1/models/main", "/healthz"]) {
      expect((await app.request(path)).status, path).toBe(200);
    }
    expect((await ask(app, "/v1/chat/completions")).status).toBe(200);
    expect((await app.request("/v1/chat/completions")).status).toBe(405);
  });
});
