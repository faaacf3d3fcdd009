import { expect, test } from "vitest";
import { REFUSAL } from "../../support/refusal.ts";
import { BIN, CTRL_D, EXAMPLES, Process, run, Terminal } from "../cli.ts";
import { folder, judged, scripted } from "../config-folder.ts";

const BANNER = "Starting the chat (Press Ctrl + C twice to quit) ...\n";

test("chat accepts the path as an argument, as documented", async () => {
  const { code, out, err } = await new Process(BIN, ["chat", `${EXAMPLES}/hello`, "--streaming"]).end("Hello!\n").ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.startsWith(`${BANNER}\n> Hello!\nHello! I am a scripted model`)).toBe(true);
});

test.each([[["--streaming"]], [[]]])("chat answers one line per turn from a pipe %j", async (flags) => {
  const path = await folder({ "config.yml": scripted({ replies: ["One.", "Two."] }) });
  const { code, out, err } = await run(["chat", path, ...flags], "first\n\nsecond");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toBe(`${BANNER}\n> first\nOne.\n\n> \n\n> second\nTwo.\n\n`);
});

test("chat accepts the path as --config, and a single file", async () => {
  const path = await folder({ "one.yml": scripted({ replies: ["Yes."] }) });
  expect((await run(["chat", "--config", `${path}/one.yml`], "x")).out).toContain("\nYes.\n");
});

test("chat prints a block with its rail after the delivered text", async () => {
  const path = await folder({ "config.yml": judged(["This is secret."]) });
  const streamed = await run(["chat", path, "--streaming"], "x");
  expect(streamed.out).toContain(`\nThis is secret.\n${REFUSAL}\n✗ blocked by self check output (output rail)\n`);
  const whole = await run(["chat", path], "x");
  expect(whole.out).toContain(`> x\n${REFUSAL}\n✗ blocked by self check output (output rail)\n`);
  expect(whole.out).not.toContain("This is");
});

test("chat prints text that looks like an error chunk as text", async () => {
  const text = '{"error": {"message": "Blocked by x rails.", "type": "guardrails_violation"}}';
  const path = await folder({ "config.yml": scripted({ replies: [text] }) });
  const { out } = await run(["chat", path, "--streaming"], "x");
  expect(out).toContain(text);
  expect(out).not.toContain("✗");
});

test("chat reports a failed rail", async () => {
  const config = {
    models: [
      { type: "main", engine: "scripted", model: "m" },
      { type: "self_check_input", engine: "scripted", model: "j", parameters: { fault: { status: 400 } } },
    ],
    rails: { input: { flows: ["self check input"] } },
  };
  const path = await folder({ "config.yml": JSON.stringify(config) });
  const { out } = await run(["chat", path, "--streaming"], "x");
  expect(out).toContain("✗ blocked because self check input (input rail) failed");
});

test.each([[["--streaming"]], [[]]])("chat drops a blocked message from the history %j", async (flags) => {
  const config = {
    models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["Yes."] } }],
    rails: {
      input: { flows: ["regex check input"] },
      config: { regex_detection: { input: { patterns: ["forbidden"] } } },
    },
  };
  const path = await folder({ "config.yml": JSON.stringify(config) });
  const { out } = await run(["chat", path, ...flags], "forbidden\nhello");
  expect(out).toContain(`> forbidden\n${REFUSAL}\n✗ blocked by regex check input`);
  expect(out).toContain("> hello\nYes.\n");
});

test.each([[["--streaming"]], [[]]])(
  "chat keeps the history, and the refusal in place of a blocked answer %j",
  async (flags) => {
    const seen: unknown[] = [];
    const answer = { role: "assistant", content: "fine" };
    const upstream = async (_: unknown, init?: RequestInit): Promise<Response> => {
      const body = JSON.parse(init?.body as string) as { messages: { content: string }[]; stream?: boolean };
      seen.push(body.messages);
      const content = body.messages.at(-1)?.content === "tell" ? "the secret" : "fine";
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      const choice = { index: 0, delta: { ...answer, content }, finish_reason: "stop" };
      const data = `data: ${JSON.stringify({ id: "x", model: "m", choices: [choice], usage })}\n\ndata: [DONE]\n\n`;
      return new Response(data, { headers: { "content-type": "text/event-stream" } });
    };
    const config = judged([]).replace('"engine":"scripted","model":"m","parameters":{"replies":[]}', ENGINE);
    const path = await folder({ "config.yml": config });
    const { err } = await run(["chat", path, ...flags], "hello\ntell\nmore", { fetch: upstream });
    expect(err).toBe("");
    expect(seen.at(-1)).toEqual([
      { role: "user", content: "hello" },
      { role: "assistant", content: "fine" },
      { role: "user", content: "tell" },
      { role: "assistant", content: REFUSAL },
      { role: "user", content: "more" },
    ]);
  },
);

const ENGINE = '"engine":"openai","model":"m","parameters":{"base_url":"http://127.0.0.1:9/v1"}';

test("chat --verbose prints rails, calls, outcome and usage of a turn", async () => {
  const path = await folder({ "config.yml": judged(["It is secret."]) });
  const { out } = await run(["chat", path, "--streaming", "--verbose"], "x");
  const report = out.slice(out.indexOf("  rails")).replaceAll(/\d+ ms/g, "N ms");
  expect(report).toMatch(/^ {2}rails {4}output {2}self check output {2}block {2}1 check {2}N ms\n/);
  expect(report).toMatch(/\n.{11}self_check_output {2}scripted\/judge {2}~\d+ \+ 1 tokens {2}N ms\n/);
  expect(report).toMatch(/\n {2}calls {4}\w/);
  expect(report).toMatch(/\n.{11}general +scripted\/m +~1 \+ 4 tokens +N ms\n/);
  expect(report).toContain("\n  outcome  blocked by self check output\n");
  expect(report).toMatch(/\n {2}usage {4}1 prompt \+ 4 completion tokens, 4 delivered, 0 withheld \(estimated\)\n/);
  expect((await run(["chat", path, "--streaming"], "x")).out).not.toContain("usage");
});

test("chat --verbose-no-llm prints the same without the calls, and --no-streaming prints complete answers", async () => {
  const path = await folder({ "config.yml": judged(["Hello."]) });
  const { code, out, err } = await run(["chat", path, "--no-streaming", "--verbose-no-llm"], "x");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^ {2}rails +/m);
  expect(out).not.toMatch(/^ {2}calls +/m);
});

test.each([
  [["--streaming", "--no-streaming"], 'Options "--streaming" and "--no-streaming" say different things'],
  [["--verbose", "--verbose-no-llm"], 'Options "--verbose" and "--verbose-no-llm" say different things'],
])("chat rejects %j", async (flags, message) => {
  const { code, err } = await run(["chat", "nowhere", ...flags]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test("chat warns that --debug-level has no effect", async () => {
  const path = await folder({ "config.yml": judged(["Hello."]) });
  const { code, err } = await run(["chat", path, "--debug-level", "DEBUG"], "x");
  expect({ code, err }).toEqual({
    code: 0,
    err: "warning: --debug-level has no effect: there are no levels of logging here, use --verbose\n",
  });
});

test("chat escapes the control characters of a model, with and without colours", async () => {
  const path = await folder({
    "config.yml": scripted({ replies: ["\u001b[31mred\u009b0m\r\u202eok"], chunk: "char" }),
  });
  const { out } = await run(["chat", path, "--streaming"], "x\u001b[2J");
  expect(out).toContain("> x␛[2J\n␛[31mred\\u009b0m␍\\u202eok\n");
  const terminal = new Terminal(["chat", path, "--streaming"], { env: {} });
  await terminal.screen.until(/> /);
  terminal.type(`x\r`);
  await terminal.screen.until(/k.*\n/);
  terminal.type(CTRL_D);
  expect(await terminal.code).toBe(0);
  for (const raw of ["\u001b[31mr", "\u009b", "\u202e"]) expect(terminal.screen.text).not.toContain(raw);
});

test.each([
  ["on a terminal", {}, true],
  ["not with NO_COLOR", { NO_COLOR: "1" }, false],
  ["not on a dumb terminal", { TERM: "dumb" }, false],
])("chat colours %s", async (_, env, coloured) => {
  const terminal = new Terminal(["chat", `${EXAMPLES}/hello`], { env });
  await terminal.screen.until(/> /);
  terminal.type("Hello!\r");
  await terminal.screen.until(/talk to it/);
  terminal.type(CTRL_D);
  await terminal.code;
  expect(terminal.screen.text.includes("\u001b[32mHello! I am")).toBe(coloured);
});

test("chat shows a spinner until the first token, only on a terminal", async () => {
  const path = await folder({ "config.yml": scripted({ replies: ["Here."], first_delay_ms: 100 }) });
  const terminal = new Terminal(["chat", path, "--streaming"]);
  await terminal.screen.until(/> /);
  terminal.type("x\r");
  await terminal.screen.until(/Here\./);
  terminal.type(CTRL_D);
  expect(await terminal.code).toBe(0);
  expect(terminal.screen.text).toContain("⠋");
  expect(terminal.screen.text).toContain("\r\u001b[KHere.");
  expect((await run(["chat", path, "--streaming"], "x")).out).not.toMatch(/[⠋\r]/);
});

test("chat --streaming says what to do if output rails do not stream", async () => {
  const path = await folder({ "config.yml": judged(["x"], { enabled: false }) });
  const { code, out, err } = await run(["chat", path, "--streaming"], "x");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/1\. enable it in config\.yml:[^]*enabled: True[^]*2\. or run the chat without --streaming/);
  expect((await run(["chat", path], "x")).code).toBe(0);
});

test.each([
  ["--streaming", "judge.test:8443"],
  ["--verbose", "judge.test:8443"],
])("chat with %s names the model and host that a rail failed to call, and no key", async (flag, host) => {
  const key = "key-that-nobody-sees";
  const at = `https://${host}/v1`;
  const parameters = { api_key: key, base_url: at, max_retries: 0 };
  const models = [
    { type: "main", engine: "scripted", model: "m", parameters: { replies: ["x"] } },
    { type: "self_check_input", engine: "openai", model: "judge-1", parameters },
  ];
  const rails = { input: { flows: ["self check input"] } };
  const path = await folder({ "config.yml": JSON.stringify({ models, rails }) });
  const lost = () => Promise.reject(new TypeError(`fetch failed: ${at}`));
  const { out, err } = await run(["chat", path, flag], "x", { fetch: lost });
  expect(out).toContain(
    `✗ blocked because self check input (input rail) failed: Cannot call model: provider "openai" could not be reached\n` +
      `  no answer from judge-1 at ${host}\n`,
  );
  expect(out + err).not.toContain(key);
});

test.each([
  ["no answer from apis.activefence.com", () => Promise.reject(new TypeError("fetch failed"))],
  ["apis.activefence.com answered 500", () => Promise.resolve(new Response("no", { status: 500 }))],
])("chat names the service that a rail failed to call: %s", async (words, fetch) => {
  const config = JSON.stringify({
    models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["x"] } }],
    rails: { input: { flows: ["activefence moderation on input"] } },
  });
  const path = await folder({ "config.yml": config });
  const { out } = await run(["chat", path, "--streaming"], "x", {
    fetch,
    env: { ACTIVEFENCE_API_KEY: "secret-key-1" },
  });
  expect(out).toContain(`\n  ${words}\n`);
  expect(out).not.toContain("secret-key-1");
});

test("chat reports a failed answer, continues, and exits with 1 for scripts", async () => {
  const path = await folder({
    "config.yml": scripted({ replies: [{ match: "bad", content: "x", fault: { status: 400 } }, "Fine."] }),
  });
  const { code, out, err } = await run(["chat", path, "--streaming"], "bad\ngood");
  expect(code).toBe(1);
  expect(err).toMatch(/^error: .+\n$/);
  expect(out).toContain("> good\nFine.\n");
});

test("chat prints the errors of a config with file and line, and exits with 1", async () => {
  const path = await folder({ "config.yml": "models: []\nrails:\n  outputs: {}\n" });
  const { code, out, err } = await run(["chat", path], "x");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(`${path}/config.yml:3: rails.outputs: `);
  expect((await run(["chat", `${path}/none`], "x")).err).toContain("Invalid config path");
});

test("chat prints the provider's message and why it could not be reached, with control characters escaped", async () => {
  const models = [{ type: "main", engine: "openai", model: "m", parameters: { api_key: "k", max_retries: 0 } }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  const refusing = () => Promise.resolve(new Response("no such\u001b[2J model", { status: 404 }));
  const refused = await run(["chat", path], "hi\n", { fetch: refusing });
  expect(refused.err).toMatch(/^error: Cannot call model: .*\(HTTP 404\): no such␛\[2J model\n$/);
  const cause = Object.assign(new Error("connect 10.0.0.7"), { code: "ECONNREFUSED" });
  const lost = () => Promise.reject(new TypeError("fetch failed", { cause }));
  const { err } = await run(["chat", path], "hi\n", { fetch: lost });
  expect(err).toMatch(/could not be reached \(ECONNREFUSED\): no answer from api\.openai\.com\n$/);
  expect(err).not.toContain("10.0.0.7");
});

test.each([[["--streaming"]], [[]]])("chat ends at the start without a model that answers %j", async (flags) => {
  const path = await folder({ "config.yml": JSON.stringify({ models: [], rails: {} }) });
  const { code, out, err } = await run(["chat", path, ...flags], "Hello!");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(`${path}: models: A chat needs a model of type \`main\`, which answers: add one\n`);
});
