// A Hono app with a guarded route, and the whole gateway below `/ai`.

import { LLMRails, type LLMRailsOptions, type RailsConfig } from "edgerails";
import { createApp, logFailures } from "edgerails/server";
import { Hono } from "hono";

export const appOf = (config: RailsConfig, options: LLMRailsOptions = {}): Hono => {
  const rails = new LLMRails(config, options);
  const app = new Hono();
  app.post("/chat", async (context) => {
    const messages = [{ role: "user" as const, content: await context.req.text() }];
    const answer = rails.streamAsync({ messages, signal: context.req.raw.signal });
    return answer.toResponse();
  });
  app.route("/ai", createApp({ configs: { main: config }, onEvent: logFailures, ...options }));
  return app;
};
