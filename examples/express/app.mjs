// An Express app with the gateway below `/ai`, and a guarded stream written by hand.
import { getRequestListener } from "@hono/node-server";
import { LLMRails } from "edgerails";
import { createApp, logFailures } from "edgerails/server";
import express from "express";

export const appOf = (config) => {
  const app = express();
  // A Hono app is a fetch handler: Express mounts it as a listener, which sees the path behind `/ai`.
  app.use("/ai", getRequestListener(createApp({ configs: { main: config }, onEvent: logFailures }).fetch));

  const rails = new LLMRails(config);
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 takes what a handler rejects with
  app.post("/chat", express.text(), async (request, response) => {
    const left = new AbortController();
    response.on("close", () => left.abort());
    const messages = [{ role: "user", content: request.body }];
    response.type("text/plain");
    for await (const chunk of rails.streamAsync({ messages, signal: left.signal })) response.write(chunk);
    response.end();
  });
  return app;
};
