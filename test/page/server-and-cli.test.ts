// One test per sentence of the page "Streaming LLM Responses in Real-Time" that promises something about the server and
// the command line: with real processes, over real sockets, and the page's own text where it gives some.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { BIN, Process } from "../cli/cli.ts";
import { folder, judged, scripted } from "../cli/config-folder.ts";

/** The body as the page prints it. */
const PAGE_BODY = `{
    "config_id": "my_config",
    "messages": [{"role": "user", "content": "Hello!"}],
    "stream": true
}`;

const ANSWER = "Hello there, this is a streamed answer.";

interface Served {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}

const serve = async (path: string): Promise<Served> => {
  const process = new Process(BIN, ["server", "--port", "0", "--config", path]);
  await Promise.race([process.out.until(/base URL to \S+\n/), process.ended]);
  const url = /listens on (\S+)/.exec(process.out.text)?.[1];
  if (url === undefined) throw new Error(process.err.text);
  return {
    url,
    stop: () => {
      process.signal("SIGTERM");
      return process.ended;
    },
  };
};

/** What curl prints, and how many pieces it came in. */
const curl = async (url: string, body: string): Promise<{ readonly text: string; readonly pieces: number }> => {
  const args = ["--silent", "--no-buffer", "--max-time", "10", "-H", "content-type: application/json", "-d", body, url];
  const child = spawn("curl", args);
  const pieces: string[] = [];
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece.toString()));
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  return { text: pieces.join(""), pieces: pieces.length };
};

const textOf = (sse: string): string =>
  sse
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice(6)) as { choices: { delta: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta.content ?? "")
    .join("");

describe("the page: server API", () => {
  it("enable streaming in the request body by setting stream to true", async () => {
    const path = await folder({ "my_config/config.yml": scripted({ replies: [ANSWER], delay_ms: 15 }) });
    const { url, stop } = await serve(path);
    const { text, pieces } = await curl(`${url}/v1/chat/completions`, PAGE_BODY);
    expect(textOf(text)).toBe(ANSWER);
    expect(pieces).toBeGreaterThan(2);
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    await stop();
  });

  it("and the same body with output rails on shows which rail blocked", async () => {
    const path = await folder({ "my_config/config.yml": judged(["This is the secret of the house."]) });
    const { url, stop } = await serve(path);
    const { text } = await curl(`${url}/v1/chat/completions`, PAGE_BODY);
    expect(text).toContain('"finish_reason":"content_filter"');
    expect(text).toContain('"rail":"self check output"');
    await stop();
  });
});

describe("the page: CLI usage", () => {
  it("use the --streaming flag with the chat command", async () => {
    const path = await folder({ "path/to/config/config.yml": scripted({ replies: [ANSWER], delay_ms: 10 }) });
    const process = new Process(BIN, ["chat", `${path}/path/to/config`, "--streaming"]);
    process.end("Hello!\n");
    const { code, out } = await process.ended;
    expect(code).toBe(0);
    expect(out).toContain(ANSWER);
  });

  it("and a streamed answer that is blocked says so, with its rail", async () => {
    const path = await folder({ "config.yml": judged(["This is the secret of the house."]) });
    const { code, out } = await new Process(BIN, ["chat", path, "--streaming"]).end("Hello!\n").ended;
    expect(code).toBe(0);
    expect(out).toMatch(/self check output/);
  });

  it("without the flag the whole answer is printed", async () => {
    const path = await folder({ "config.yml": scripted({ replies: [ANSWER] }) });
    const { out } = await new Process(BIN, ["chat", path]).end("Hello!\n").ended;
    expect(out).toContain(ANSWER);
  });
});
