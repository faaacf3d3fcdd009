import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handler as composeStages } from "../../examples/fetch-handler/compose-stages.ts";
import { handler as guardResponse } from "../../examples/fetch-handler/guard-response.ts";
import { handler as pipeThrough } from "../../examples/fetch-handler/pipe-through.ts";
import { rails } from "../../examples/own-rails/own-rails.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";

const upstream = scriptedUpstream({
  replies: [
    { match: "key", content: "The key is sk-ABCDEFGH12345678 as you know." },
    { content: "First paragraph.\n\nSecond paragraph." },
  ],
});

let server: ReturnType<typeof serve>;
let env: { readonly UPSTREAM_URL: string };

beforeAll(async () => {
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: upstream, port: 0, hostname: "127.0.0.1" }, (info: AddressInfo) => resolve(info.port));
  });
  env = { UPSTREAM_URL: `http://127.0.0.1:${port}/v1` };
});

afterAll(() => {
  server.close();
});

const ask = (content: string, stream = true): Request =>
  new Request("http://edge.test/", {
    method: "POST",
    body: JSON.stringify({ model: "m-1", stream, messages: [{ role: "user", content }] }),
  });

describe("the fetch handler examples", () => {
  it("compose-stages streams the text of an answer", async () => {
    const response = await composeStages(ask("hello"), env);
    expect(await response.text()).toBe("First paragraph.\n\nSecond paragraph.");
  });

  it("compose-stages stops an answer before a key is delivered", async () => {
    const text = await (await composeStages(ask("the key please"), env)).text();
    expect(text).toContain('The key is {"error"');
    expect(text).not.toContain("sk-");
  });

  it("pipe-through cuts the answer at its stop sequence", async () => {
    const response = await pipeThrough(ask("hello"), env);
    expect(await response.text()).toBe("First paragraph.");
  });

  it("guard-response keeps the OpenAI stream and ends a blocked one with content_filter", async () => {
    const plain = await (await guardResponse(ask("hello"), env)).text();
    expect(plain).toContain('"finish_reason":"stop"');
    expect(plain.trimEnd().endsWith("data: [DONE]")).toBe(true);
    const blocked = await (await guardResponse(ask("the key please"), env)).text();
    expect(blocked).toContain('"finish_reason":"content_filter"');
    expect(blocked).toContain('"rail":"regex check output"');
    expect(blocked).not.toContain("sk-");
  });

  it("guard-response also guards a JSON answer", async () => {
    const response = await guardResponse(ask("the key please", false), env);
    const body = (await response.json()) as { choices: { message: { content: string }; finish_reason: string }[] };
    expect(body.choices[0]?.finish_reason).toBe("content_filter");
    expect(JSON.stringify(body)).not.toContain("sk-");
  });
});

describe("the own-rails example", () => {
  it("reports a rewrite with its range", async () => {
    const stream = rails.streamAsync({ messages: [{ role: "user", content: "when?" }] });
    for await (const chunk of stream) void chunk;
    expect(await stream.outcome).toMatchObject({ status: "modified", rail: "mask digits", code: "content_modified" });
  });

  const answer = async (content: string): Promise<readonly [string, string]> => {
    const stream = rails.streamAsync({ messages: [{ role: "user", content }] });
    let text = "";
    for await (const chunk of stream) text += chunk;
    return [text, (await stream.outcome).status];
  };

  it("masks digits in the middle of a stream", async () => {
    expect(await answer("when?")).toEqual(["Call # tomorrow.", "modified"]);
  });

  it("blocks a window that names a competitor", async () => {
    const [text, status] = await answer("a competitor?");
    expect(status).toBe("blocked");
    expect(text).not.toContain("Acme");
  });

  it("blocks what its action blocks", async () => {
    expect(await answer("damn")).toEqual(["I'm sorry, I can't respond to that.", "blocked"]);
  });
});
