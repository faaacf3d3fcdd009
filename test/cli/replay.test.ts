import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Recording } from "../../src/engine/record/recording.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";
import { BIN, Process, run } from "./cli.ts";
import { folder } from "./config-folder.ts";

let server: ReturnType<typeof serve>;
let upstream: string;
/** A folder with the recordings of two answers. */
let into: string;

beforeAll(async () => {
  const answers = scriptedUpstream({
    replies: [{ match: "key", content: "It is sk-abc, yes." }, { content: "Nothing to see." }],
  });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: answers, port: 0, hostname: "127.0.0.1" }, (info: AddressInfo) => resolve(info.port));
  });
  upstream = `http://127.0.0.1:${port}/v1`;
  into = await recorded();
}, 60_000);
afterAll(async () => {
  server.close();
  await rm(join(into, ".."), { recursive: true });
});

const configText = (flow: string, pattern: string): string => `
models:
  - { type: main, engine: openai, model: m, parameters: { base_url: "${upstream}", api_key: none } }
rails:
  output: { flows: [${flow}], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ["${pattern}"] } } }
`;

const config = (flow: string, pattern: string): Promise<string> => folder({ "config.yml": configText(flow, pattern) });

/** Recordings of two answers, made by a real server. */
const recorded = async (): Promise<string> => {
  const home = await mkdtemp(join(tmpdir(), "edgerails-record-"));
  const into = join(home, "recorded");
  const path = join(home, "config.yml");
  await writeFile(path, configText("regex redact output", "sk-[a-z]{3}"));
  const process = new Process(BIN, ["server", "--port", "0", "--config", path, "--record", into]);
  await Promise.race([process.out.until(/base URL to \S+\n/), process.ended]);
  const url = /listens on (\S+)/.exec(process.out.text)?.[1] ?? "";
  for (const content of ["the key", "hello"]) {
    const body = JSON.stringify({ messages: [{ role: "user", content }], stream: true });
    await (
      await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      })
    ).text();
  }
  process.signal("SIGTERM");
  await process.ended;
  return into;
};

test("a server's recording is replayed with the same config, and another config fails on leaks and false positives", async () => {
  const files = await readdir(into);
  expect(files).toHaveLength(2);
  const first = join(into, files[0] ?? "");
  expect((await stat(first)).mode & 0o077).toBe(0);
  expect((JSON.parse(await readFile(first, "utf8")) as Recording).messages).toEqual([
    { role: "user", content: "the key" },
  ]);

  const same = await run(["replay", into, "--config", await config("regex redact output", "sk-[a-z]{3}")]);
  expect([same.code, same.err]).toEqual([0, "2 replayed: 2 same, 0 false alarms, 0 leaks, 0 new, 0 failed\n"]);
  expect(same.out).toMatch(/^same .*modified by "regex redact output"\nsame .*passed\n$/);

  const leaks = await run(["replay", into, "--config", await config("regex redact output", "pk-[a-z]{3}")]);
  expect([leaks.code, leaks.out.split("\n")[0]]).toEqual([
    1,
    expect.stringMatching(/^leak .*passed \(was modified by/),
  ]);

  const alarms = await run(["replay", into, "--config", await config("regex check output", "Nothing"), "--json"]);
  expect(alarms.code).toBe(1);
  const [, alarm] = alarms.out
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  expect(alarm).toMatchObject({ change: "false alarm", outcome: { status: "blocked", rail: "regex check output" } });
});

test("one recording is printed in full, identically every time", async () => {
  const [file = ""] = await readdir(into);
  const args = ["replay", join(into, file), "--config", await config("regex redact output", "sk-[a-z]{3}")];
  const [one, other] = [await run(args), await run(args)];
  expect(one).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(one.out)).toMatchObject({
    outcome: { status: "modified" },
    texts: [{ text: "It is <REDACTED>, yes." }],
  });
  expect(other.out).toBe(one.out);
});

test("a printed answer does not move the cursor or change colours", async () => {
  const files = await readdir(into);
  const texts = await Promise.all(files.map((name) => readFile(join(into, name), "utf8")));
  const hostile = texts
    .find((text) => text.includes("Nothing"))
    ?.replace("Nothing", String.raw`\u009b31m\u202eNothing`);
  const home = await folder({ "hostile.json": hostile ?? "" });
  const args = ["replay", "--config", await config("regex redact output", "sk-[a-z]{3}"), join(home, "hostile.json")];
  const { out } = await run(args);
  expect(out).not.toMatch(/[\u009b\u202e]/);
  expect(JSON.parse(out)).toMatchObject({ texts: [{ text: "\u009b31m\u202eNothing to see." }] });
});

test("a broken recording fails with its name, and the others are replayed", async () => {
  const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "hi" }, finish_reason: "stop" }] })}\n\n`;
  const good = {
    version: 1,
    recordedAt: 0,
    provider: "openai",
    model: "m",
    messages: [{ role: "user", content: "hi" }],
    params: {},
    contentType: "text/event-stream",
    chunks: [{ ms: 1, text: `${event}data: [DONE]\n\n` }],
    complete: true,
    outcome: { status: "passed" },
  };
  const json = JSON.stringify(good, undefined, 1);
  const path = await folder({
    "config.yml": "models: []\n",
    "a/1-empty.json": "",
    "a/2-cut.json": json.slice(0, json.indexOf("provider") + 4),
    "a/3-line.json": json.replace('"ms": 1', '"ms": one'),
    "a/4-kind.json": JSON.stringify({ ...good, chunks: [{ ms: "soon", text: "" }] }),
    "a/5-array.json": "[]",
    "a/6-answer.json": JSON.stringify({ ...good, contentType: "application/json", chunks: [{ ms: 1, text: '{"cho' }] }),
    "a/7-events.json": JSON.stringify({ ...good, chunks: [{ ms: 1, text: "data: {nope\n\n" }] }),
    "a/8-good.json": json,
  });
  const args = ["replay", `${path}/a`, "--config", `${path}/config.yml`];
  const { code, out, err } = await run(args);
  expect(out.split("\n")).toEqual([
    "failed       1-empty.json  Not a recording: it is empty",
    "failed       2-cut.json  Not a recording: it is no JSON, or was cut off",
    "failed       3-line.json  Not a recording: it is no JSON, or was cut off",
    expect.stringMatching(/^failed {7}4-kind\.json {2}Not a recording: chunks\.0/),
    expect.stringMatching(/^failed {7}5-array\.json {2}Not a recording: /),
    "failed       6-answer.json  The recorded answer is no JSON, or was cut off",
    expect.stringMatching(/^failed {7}7-events\.json {2}\S/),
    "same         8-good.json  passed",
    "",
  ]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "8 replayed: 1 same, 0 false alarms, 0 leaks, 0 new, 7 failed\n",
  });
  const told = (await run([...args, "--json"])).out.trim().split("\n");
  expect(JSON.parse(told[0] ?? "")).toEqual({
    file: "1-empty.json",
    change: "failed",
    failure: "Not a recording: it is empty",
  });
  expect(JSON.parse(told[7] ?? "")).toMatchObject({ file: "8-good.json", change: "same" });
  expect(JSON.parse(told[7] ?? "")).not.toHaveProperty("usage.promptTokens");
});

test("a recording whose rails fail is neither equal nor a false positive", async () => {
  const path = await folder({
    "config.yml": JSON.stringify({
      models: [
        { type: "main", engine: "scripted", model: "m" },
        { type: "self_check_input", engine: "scripted", model: "j", parameters: { fault: { status: 400 } } },
      ],
      rails: { input: { flows: ["self check input"] } },
    }),
  });
  const { code, out, err } = await run(["replay", into, "--config", path]);
  const line = expect.stringMatching(
    /^failed {7}\S+\.json {2}rail "self check input" failed: Cannot call model: /,
  ) as string;
  expect(out.split("\n")).toEqual([line, line, ""]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "2 replayed: 0 same, 0 false alarms, 0 leaks, 0 new, 2 failed\n",
  });
});

test("replay reports what it cannot read", async () => {
  const path = await folder({ "config.yml": "models: []\n", "no.json": "{}" });
  const config = ["--config", `${path}/config.yml`];
  expect(await run(["replay", `${path}/no.json`, ...config])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no\.json: Not a recording/),
  });
  expect(await run(["replay", `${path}/nowhere`, ...config])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no recording at/),
  });
  expect(await run(["replay", path, "--speed", "-1x", ...config])).toMatchObject({ code: 2 });
});
