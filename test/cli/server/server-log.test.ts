import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { folder, judged, scripted } from "../config-folder.ts";
import { ask, get, start } from "./running-server.ts";

test("server --verbose logs requests without their texts, and warns of a public port without keys", async () => {
  const path = await folder({ "config.yml": judged(["The secret."]) });
  const { url, process } = await start(["--config", `${path}/config.yml`, "--verbose", "--host", "0.0.0.0"]);
  await (await ask(url, { messages: [{ role: "user", content: "PRIVATE" }] })).text();
  await get(`${url}/nothing%1b%0d`);
  process.signal("SIGTERM");
  const { err } = await process.ended;
  expect(err).toMatch(/^warning: everybody who can reach 0\.0\.0\.0 can use this server/m);
  expect(err).toMatch(
    / POST \/v1\/chat\/completions 200 \d+ms config=config outcome=blocked rail="self check output" tokens=\d+\+\d+ withheld=\d+ saved=0\+\? hold="self check output":\d+\/\d+:\d+\/\d+\/\d+ms req_/,
  );
  expect(err).toMatch(/ GET \/nothing%1b%0d 404 /);
  expect(err).not.toMatch(/PRIVATE|secret/);
});

test("server --verbose logs an upstream's message, without keys and URLs", async () => {
  const upstream = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const message = "wrong key canary-key of http://somewhere.test/x, try sk-live0123456789abcdef";
    response.end(`data: ${JSON.stringify({ error: { message } })}\n\n`);
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const base_url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const parameters = { base_url, api_key: "canary-key", max_retries: 0 };
  const models = [{ type: "main", engine: "openai", model: "m", parameters }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  const { url, process } = await start(["--config", path, "--verbose"]);
  await (await ask(url, { stream: true })).text();
  process.signal("SIGTERM");
  const { err } = await process.ended;
  upstream.close();
  expect(err).toContain("wrong key [redacted] of [address] try [redacted]");
  expect(err).not.toMatch(/canary-key|somewhere|sk-live|127\.0\.0\.1/);
});

test("server logs failures by default, and nothing else", async () => {
  const models = [
    { type: "main", engine: "scripted", model: "m", parameters: { replies: ["PRIVATE"] } },
    {
      type: "self_check_output",
      engine: "openai",
      model: "j",
      parameters: { base_url: "http://127.0.0.1:9", api_key: "canary-key", max_retries: 0 },
    },
  ];
  const rails = { output: { flows: ["self check output"], streaming: { enabled: true } } };
  const path = await folder({
    "a/config.yml": JSON.stringify({ models, rails }),
    "b/config.yml": JSON.stringify({ models: [{ ...models[1], type: "main" }] }),
    "c/config.yml": scripted({}),
  });
  const { url, process } = await start(["--config", path]);
  const ids: (string | null)[] = [];
  for (const [config_id, stream] of [
    ["a", false],
    ["a", true],
    ["b", false],
    ["c", false],
  ] as const) {
    const answer = await ask(url, { config_id, stream });
    await answer.text();
    ids.push(answer.headers.get("x-request-id"));
  }
  await get(`${url}/nothing`);
  process.signal("SIGTERM");
  const { err } = await process.ended;
  const lines = err.split("\n").filter((line) => line.includes("req_"));
  expect(lines).toHaveLength(3);
  for (const line of lines.slice(0, 2)) {
    expect(line).toMatch(
      / 200 failed-rail="self check output" cause="Cannot call model: provider .*could not be reached/,
    );
  }
  expect(lines[2]).toMatch(/ 502 error="connection: Cannot call model.*could not be reached.*" req_/);
  expect(lines.map((line) => line.split(" ").at(-1))).toEqual(ids.slice(0, 3));
  expect(err).not.toMatch(/PRIVATE|canary|127\.0\.0\.1/);
});
