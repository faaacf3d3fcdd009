import { expect, test } from "vitest";
import { RailsConfig } from "../../../src/node/rails-config.ts";
import { createApp } from "../../../src/server/app.ts";
import type { GatewayOptions } from "../../../src/server/gateway-options.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { CTRL_C, CTRL_D, run, Terminal } from "../cli.ts";
import { judged, scripted } from "../config-folder.ts";

const URL_ARGS = ["chat", "--server-url", "http://gateway.test"] as const;

const config = (yamlContent: string): RailsConfig => RailsConfig.fromContent({ yamlContent });

/** A gateway that is reached without a socket. */
const gateway = (configs: GatewayOptions["configs"], options: Partial<GatewayOptions> = {}): typeof fetch => {
  const app = createApp({ configs, ...options });
  return async (input, init) => app.fetch(new Request(input, init));
};

const TWO = { plain: config(scripted({ replies: ["One.", "Two."] })), judged: config(judged(["It is secret."])) };

test.each([[["--streaming"]], [[]]])(
  "chat --server-url sends requests to a gateway and keeps the history %j",
  async (flags) => {
    const argv = [...URL_ARGS, "--config-id", "plain", ...flags];
    const { code, out, err } = await run(argv, "a\nb", { fetch: gateway(TWO) });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("> a\nOne.\n\n> b\nTwo.\n");
  },
);

test.each([
  ["http://gateway.test/v1", "http://gateway.test/v1/chat/completions"],
  ["http://gateway.test/guarded/", "http://gateway.test/guarded/v1/chat/completions"],
])("chat --server-url accepts %s", async (url, expected) => {
  const seen: string[] = [];
  const fake = (async (input: URL) => {
    seen.push(input.href);
    return new Response("no", { status: 503 });
  }) as unknown as typeof fetch;
  const { code, err } = await run(["chat", "--server-url", url], "x", { fetch: fake });
  expect(seen).toEqual([expected]);
  expect({ code, err }).toEqual({ code: 1, err: "error: The server answered with status 503\n" });
});

test.each([
  ["content_filter", `It is secret.\n${REFUSAL}\n`],
  ["error", `It is secret.\n${REFUSAL}\n`],
  ["message", "It is secret.\n"],
])("chat prints the verdict of a gateway: %s", async (on_block, shown) => {
  const configs = { judged: config(judged(["It is secret."], { enabled: true, on_block })) };
  const { code, out } = await run([...URL_ARGS, "--streaming"], "x", { fetch: gateway(configs) });
  expect(code).toBe(0);
  expect(out).toContain(`> x\n${shown}`);
  expect(out).toContain("\n✗ blocked by self check output (output rail)\n");
});

test("chat prints the verdict of an answer that was not streamed", async () => {
  const { out } = await run([...URL_ARGS, "--config-id", "judged"], "x", { fetch: gateway(TWO) });
  expect(out).toContain(`> x\n${REFUSAL}\n✗ blocked by self check output (output rail)\n`);
});

test("chat --verbose prints outcome and usage of a server's answer", async () => {
  const argv = [...URL_ARGS, "--config-id", "judged", "--streaming", "--verbose"];
  const { out } = await run(argv, "x", { fetch: gateway(TWO) });
  expect(out).toContain("\n  outcome  blocked by self check output\n  usage    1 prompt + 4 completion tokens\n");
});

test("chat sends EDGERAILS_API_KEY, and prints the server's error for a wrong one", async () => {
  const options = { fetch: gateway({ plain: TWO.plain }, { apiKeys: ["right"] }) };
  expect((await run(URL_ARGS, "x", { ...options, env: { EDGERAILS_API_KEY: "right" } })).out).toContain("One.");
  const { code, err } = await run(URL_ARGS, "x", { ...options, env: { EDGERAILS_API_KEY: "wrong" } });
  expect(code).toBe(1);
  expect(err).toMatch(/^error: The server answered with status 401: .+\n$/);
});

test("chat prints the server's error for an unknown config", async () => {
  const { code, err } = await run([...URL_ARGS, "--config-id", "nope"], "x", { fetch: gateway(TWO) });
  expect(code).toBe(1);
  expect(err).toContain('status 404: There is no config "nope"');
});

test("chat prints the URL at which it found no server", async () => {
  const fake = (() => Promise.reject(new TypeError("fetch failed"))) as typeof fetch;
  const { code, err } = await run(URL_ARGS, "x", { fetch: fake });
  expect(code).toBe(1);
  expect(err).toBe("error: Cannot reach a server at http://gateway.test: is it running?\n");
  expect((await run(["chat", "--server-url", "gateway"], "x")).err).toContain("Invalid server address `gateway`");
});

test("chat escapes control characters of a server, in texts, rail names and errors", async () => {
  const chunk = (delta: object, more: object = {}): string =>
    `data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta, finish_reason: null }], ...more })}\n\n`;
  const guardrails = { status: "blocked", rail: "\u001b[2Jrail", rail_type: "output", code: "content_blocked" };
  const body = [chunk({ content: "\u001b]0;title\u0007" }), chunk({}, { guardrails }), "data: [DONE]\n\n"].join("");
  const fake = (async () => new Response(body, { headers: { "content-type": "text/event-stream" } })) as typeof fetch;
  const { out } = await run([...URL_ARGS, "--streaming"], "x", { fetch: fake });
  expect(out).toContain("␛]0;title␇");
  expect(out).toContain("✗ blocked by ␛[2Jrail (output rail)");
  const rude = (async () => Response.json({ error: { message: "\u001b[2Jno" } }, { status: 400 })) as typeof fetch;
  expect((await run([...URL_ARGS, "--streaming"], "x", { fetch: rude })).err).toContain("status 400: ␛[2Jno");
});

test("chat does not treat a text that looks like a verdict as one", async () => {
  const text = '{"guardrails":{"status":"blocked","rail":"x"}} data: [DONE]';
  const configs = { plain: config(scripted({ replies: [text] })) };
  const { out } = await run([...URL_ARGS, "--streaming"], "x", { fetch: gateway(configs) });
  expect(out).toContain(text);
  expect(out).not.toContain("✗");
});

test("chat cancels a server's answer at Ctrl-C", async () => {
  const configs = { plain: config(scripted({ replies: ["A few words."], fault: { stall_after: 3 } })) };
  const ended = Promise.withResolvers<boolean>();
  const onEvent: NonNullable<GatewayOptions["onEvent"]> = ({ cancelled }) => ended.resolve(cancelled);
  const terminal = new Terminal([...URL_ARGS, "--streaming"], { fetch: gateway(configs, { onEvent }) });
  await terminal.screen.until(/> /);
  terminal.type("x\r");
  await terminal.screen.until(/A few words\./);
  terminal.type(CTRL_C);
  await terminal.screen.until(/\(stopped\)/);
  expect(await ended.promise).toBe(true);
  terminal.type(CTRL_D);
  expect(await terminal.code).toBe(0);
});
