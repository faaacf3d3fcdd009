import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect, test } from "vitest";
import { ATOMIC } from "../../support/nvidia-examples.ts";
import { BIN, EXAMPLES, Process, run } from "../cli.ts";
import { folder, judged, scripted } from "../config-folder.ts";
import { ask, get, start } from "./running-server.ts";

test("server serves a folder of configs, prints an example request, and stops at SIGTERM", async () => {
  const { url, process } = await start(["--config", EXAMPLES, "--default-config-id", "hello"]);
  expect(process.out.text).toContain(`curl -N ${url}/v1/chat/completions`);
  expect(process.out.text).toContain("configs: colang-rails, hello (default), input-rails, output-rails-basic");
  const answer = await ask(url, { stream: true });
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
  expect((await ask(url, { config_id: "regex-rails" })).status).toBe(200);
  process.signal("SIGTERM");
  expect(await process.ended).toMatchObject({ code: 0, err: expect.stringContaining("Stopping") });
});

test("server accepts the options of NeMo Guardrails, and warns of those without effect", async () => {
  const carried = ["--disable-chat-ui", "--no-verbose", "--auto-reload", "--debug-level", "INFO", "--prefix", "/nemo"];
  const { url, process } = await start(["--config", EXAMPLES, "--default-config-id", "hello", ...carried]);
  expect(process.err.text).toBe(
    "warning: --debug-level has no effect: there are no levels of logging here, use --verbose\n",
  );
  expect((await ask(url, {})).status).toBe(200);
  expect((await get(`${url}/play`)).status).toBe(404);
  process.signal("SIGTERM");
  expect((await process.ended).code).toBe(0);
});

test("server accepts configs with only rails, and combines them with one that has a model", async () => {
  const { input_checking, output_checking } = ATOMIC;
  const files = { "input_checking/config.yml": input_checking, "output_checking/config.yml": output_checking };
  const main = scripted({ replies: [{ match: "abuse", content: "Yes" }, "No"] });
  const { url, process } = await start(["--config", await folder({ ...files, "main/config.yml": main })]);
  expect(process.out.text).toContain('"model":"main"');
  const messages = [{ role: "user", content: "Hello, abuse" }];
  const answer = await ask(url, { config_ids: ["main", "input_checking", "output_checking"], messages });
  expect(await answer.json()).toMatchObject({ guardrails: { rail: "self check input" } });
  process.signal("SIGTERM");
  await process.ended;
});

test("server says at the start that it only checks, and how to ask for a check", async () => {
  const rails = { output: { flows: ["mask secrets on output"] } };
  const path = await folder({ "config.yml": JSON.stringify({ rails }) });
  const process = new Process(BIN, ["server", "--port", "0", "--config", path]);
  await process.err.until(/warning: no config has a model of type `main`, so checks are answered and nothing else/);
  const [, address = "", body = ""] = /curl -N (\S+)[^]*-d '(.*)'/.exec(process.out.text) ?? [];
  expect(process.out.text).not.toContain("Clients of the OpenAI API");
  const headers = { "content-type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(5_000) });
  expect(await answer.json()).toMatchObject({ status: "passed" });
  process.signal("SIGTERM");
  await process.ended;
});

test("server shows a request that is answered, if the default config has no model", async () => {
  const main = scripted({ replies: ["Yes."] });
  const path = await folder({ "a/config.yml": ATOMIC.output_checking, "b/config.yml": main });
  const { process } = await start(["--config", path, "--default-config-id", "a"]);
  expect(process.out.text).toContain('"model":"b"');
  process.signal("SIGTERM");
  await process.ended;
});

test("server finishes running answers before it stops", async () => {
  const path = await folder({ "config.yml": scripted({ replies: ["one two three four five"], delay_ms: 40 }) });
  const { url, process } = await start(["--config", path]);
  const answer = await ask(url, { stream: true });
  process.signal("SIGINT");
  expect(await answer.text()).toMatch(/five[^]*data: \[DONE\]\n\n$/);
  expect((await process.ended).code).toBe(0);
});

test("server cuts off running answers at the second signal", async () => {
  const path = await folder({ "config.yml": scripted({ replies: ["one two three"], fault: { stall_after: 2 } }) });
  const { url, process } = await start(["--config", path]);
  const answer = await ask(url, { stream: true });
  process.signal("SIGINT");
  await process.err.until(/Stopping/);
  process.signal("SIGINT");
  await expect(answer.text()).rejects.toThrow("terminated");
  expect((await process.ended).code).toBe(0);
});

test("server requires keys from the command line and the environment, and prints none", async () => {
  const args = ["--config", `${EXAMPLES}/hello`, "--api-key", "key-one"];
  const { url, process } = await start(args, { EDGERAILS_API_KEYS: "key-two, key-three" });
  expect((await get(`${url}/v1/models`)).status).toBe(401);
  for (const key of ["key-one", "key-two", "key-three"]) {
    expect((await get(`${url}/v1/models`, { authorization: `Bearer ${key}` })).status).toBe(200);
  }
  process.signal("SIGTERM");
  const { out, err } = await process.ended;
  expect(out + err).not.toMatch(/key-/);
});

test("server serves only below its prefix and to the allowed origins", async () => {
  const args = ["--config", `${EXAMPLES}/hello`, "--prefix", "/guarded/", "--cors-origin", "https://app.example"];
  const { url, process } = await start(args);
  expect(url).toMatch(/\/guarded$/);
  const answer = await get(`${url}/v1/rails/configs`, { origin: "https://app.example" });
  expect(await answer.json()).toEqual([{ id: "hello" }]);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
  const outside = await get(`${new URL(url).origin}/v1/rails/configs`);
  expect(outside.status).toBe(404);
  expect(await outside.json()).toMatchObject({ error: { code: "not_found" } });
  process.signal("SIGTERM");
  await process.ended;
});

test.each([
  ["without keys", 403, []],
  ["with a key", 401, ["--api-key", "one"]],
] as const)("server %s answers %d to a host name of a page elsewhere (DNS rebinding)", async (_which, status, args) => {
  const { url, process } = await start(["--config", `${EXAMPLES}/hello`, ...args]);
  const asked = request(`${url}/v1/models`, { headers: { host: "evil.example" }, timeout: 5_000 }).end();
  const [{ statusCode }] = (await once(asked, "response")) as [IncomingMessage];
  expect(statusCode).toBe(status);
  process.signal("SIGTERM");
  await process.ended;
});

test("server disconnects a client that does not send its headers in time", async () => {
  const { url, process } = await start(["--config", `${EXAMPLES}/hello`]);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(`${url}/v1/models`, { headers: { "x-large": "x".repeat(20_000) } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on("error", reject).end();
  });
  expect(status).toBe(431);
  process.signal("SIGTERM");
  await process.ended;
});

test("server accepts a config folder, a YAML file, and a folder of both", async () => {
  const path = await folder({
    "a/config.yml": scripted({}),
    "b/rails.yaml": scripted({}),
    "c.yml": scripted({}),
    "_shared/config.yml": "not: read",
    ".hidden/config.yml": "not: read",
    "notes/readme.md": "# x",
  });
  const { process } = await start(["--config", path]);
  expect(process.out.text).toContain("configs: a, b, c\n");
  process.signal("SIGTERM");
  await process.ended;
});

test.each([
  [
    "every issue of every config",
    { "a/config.yml": "x: 1", "b/config.yml": "y: 2" },
    [],
    /a\/config\.yml:1: x: [^]*b\/config\.yml:1: y: /,
  ],
  [
    "a rail that does not exist",
    { "a/config.yml": '{"rails": {"input": {"flows": ["nope"]}}}' },
    [],
    /a\/config\.yml:1: .*`nope` does not exist/,
  ],
  ["two configs of one name", { "a/config.yml": "{}", "a.yml": "{}" }, [], /Two configs have the id "a"/],
  ["a folder without configs", { "x.md": "" }, [], /No configs in/],
  [
    "a default that does not exist",
    { "a/config.yml": "{}", "b.yml": "{}" },
    ["--default-config-id", "c"],
    /no config "c"/,
  ],
  [
    "a model without a key",
    { "a/config.yml": '{"models": [{"type": "main", "engine": "openai", "model": "m"}]}' },
    [],
    /a.*models\.0.*no API key; set OPENAI_API_KEY/,
  ],
  [
    "a base URL with a password in it",
    {
      "a/config.yml":
        '{"models": [{"type": "main", "engine": "openai", "model": "m", "parameters": {"base_url": "http://u:p@a.test"}}]}',
    },
    [],
    /models\.0\.parameters\.base_url: A URL must not carry credentials/,
  ],
  [
    "a field that no gateway passes",
    { "a/config.yml": "{}" },
    ["--pass-field", "logprobs"],
    /`passFields` has "logprobs", which no gateway passes/,
  ],
  [
    "a config that only checks, and none that answers",
    { "a/config.yml": ATOMIC.input_checking },
    [],
    /a\/config\.yml:2: models: There is no model of type `main`/,
  ],
  ["an id that cannot be one", { "a b/config.yml": "{}" }, [], /Config id "a b" cannot be used/],
])("server reports %s and exits with 1", async (_, files, args, message) => {
  const path = await folder(files);
  const { code, out, err } = await run(["server", "--port", "0", "--config", path, ...args]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(message);
});

test("server --metrics-port serves metrics of requests in the Prometheus format, on its own port", async () => {
  const path = await folder({ "config.yml": judged(["The secret."]) });
  const { url, process } = await start(["--config", `${path}/config.yml`, "--metrics-port", "0"]);
  const at = /Metrics: (\S+)/.exec((await process.out.until(/Metrics: \S+\n/)) ?? process.out.text)?.[1] ?? "";
  await (await ask(url, { stream: true })).text();
  await expect
    .poll(async () => (await get(at)).text())
    .toMatch(/guardrails_requests_blocked_total\{rail_type="output",rail_name="self check output".*\} 1/);
  const text = await (await get(at)).text();
  expect(text).toMatch(/edgerails_hold_duration_bucket\{/);
  expect(text).toMatch(/# TYPE gen_ai_client_operation_duration histogram/);
  expect(text).not.toMatch(/secret\./);
  expect((await get(`${url}/metrics`)).status).toBe(404);
  expect((await get(new URL("/other", at).href)).status).toBe(404);
  process.signal("SIGTERM");
  expect((await process.ended).code).toBe(0);
});
