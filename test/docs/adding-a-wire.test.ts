import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createApp } from "../../src/server/app.ts";
import { wireRoutes } from "../../src/server/index.ts";
import type { AnswerWire } from "../../src/wire/wire.ts";
import { jsonRequest, regexRails, scripted, SECRET, USER } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";

const PAGE = readFileSync(new URL("../../docs/adding-a-wire.md", import.meta.url), "utf8");
const SRC = new URL("../../src/", import.meta.url).pathname;
const FOLDER = mkdtempSync(join(tmpdir(), "edgerails-wire-"));

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** The wire of the page, with imports relative to its folder in `src`. */
const wireOfPage = async (): Promise<AnswerWire> => {
  const code = /```ts file=src\/wire\/lines\/lines-wire\.ts\n([^]*?)```/.exec(PAGE)?.[1] ?? "";
  const placed = code.replaceAll('from "../../', `from "${SRC}`).replaceAll('from "../', `from "${SRC}wire/`);
  writeFileSync(join(FOLDER, "lines-wire.ts"), placed);
  return ((await import(/* @vite-ignore */ join(FOLDER, "lines-wire.ts"))) as { linesWire: AnswerWire }).linesWire;
};

const linesOf = (text: string): readonly unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

describe("the wire of docs/adding-a-wire.md", () => {
  const says = async (reply: string, body: object = {}): Promise<Response> => {
    const routes = wireRoutes("/v1/lines", await wireOfPage());
    const configs = { main: scripted({ replies: [reply] }, regexRails({ stream_first: false })) };
    return createApp({ configs }, routes).request("/v1/lines", jsonRequest({ messages: [USER], ...body }));
  };

  it("serves a stream and a JSON answer", async () => {
    const stream = await says("fine", { stream: true });
    expect(stream.headers.get("content-type")).toBe("application/jsonl");
    const lines = linesOf(await stream.text()) as readonly { readonly text?: string }[];
    expect(lines.map(({ text = "" }) => text).join("")).toBe("fine");
    expect(lines.at(-1)).toEqual({ finish: "stop" });
    expect(await (await says("fine")).json()).toEqual({ text: "fine", finish: "stop" });
  });

  it("has rails, limits and errors like the built-in wires", async () => {
    expect(await (await says(SECRET, { stream: true })).text()).toBe(
      `${JSON.stringify({ finish: "content_filter" })}\n`,
    );
    expect(JSON.stringify(await (await says(SECRET)).json())).not.toContain(SECRET);
    const refused = await says("fine", { temperature: 5 });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { param: "temperature" } });
  });

  it("is a wire of guardResponse", async () => {
    const wire = await wireOfPage();
    const upstream = Response.json({ choices: [{ message: { content: "fine" }, finish_reason: "stop" }] });
    const guarded = await railsOf("").guardResponse(upstream, { wire });
    expect(await guarded.json()).toEqual({ text: "fine", finish: "stop" });
  });
});
