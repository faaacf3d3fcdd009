import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { collect, HELLO, says } from "../../support/engine.ts";
import { json, type Reply, ServiceServer } from "../../support/service-server.ts";

const KEY = "fiddler-secret-key";

const echo: Reply = (response, request) => json({ message: JSON.stringify(request.headers) }, 401)(response, request);

/** All texts in a value, including those that JSON omits. */
const everything = (value: unknown, seen = new Set<unknown>()): string => {
  if (typeof value !== "object" || value === null) return String(value);
  if (seen.has(value)) return "";
  seen.add(value);
  return Object.getOwnPropertyNames(value)
    .map((name) => everything((value as Record<string, unknown>)[name], seen))
    .join(" ");
};

describe("a key of a service", () => {
  const server = new ServiceServer();
  beforeAll(() => server.listen());
  afterAll(() => server.close());

  const railsOf = (rails: object): LLMRails =>
    new LLMRails(
      RailsConfig.fromObject({
        rails: { ...rails, config: { fiddler: { fiddler_endpoint: "https://fiddler.test" } } },
      }),
      { llm: says("Hi"), env: { FIDDLER_API_KEY: KEY }, fetch: server.fetch },
    );

  it.each([
    ["input", "fiddler user safety"],
    ["output", "fiddler bot safety"],
  ])("is in no answer, outcome or log if the service of an %s rail echoes it", async (group, flow) => {
    server.reply = echo;
    const rails = railsOf({ [group]: { flows: [flow] } });
    const options = { log: { activated_rails: true, llm_calls: true, internal_events: true, colang_history: true } };
    const { answer, outcome, run } = await rails.complete({ ...HELLO, options });
    expect(outcome).toMatchObject({ status: "blocked", rail: flow, code: "rail_execution_failure" });
    expect(outcome.reason).toContain("refused the credentials (HTTP 401)");
    expect(server.requests.at(-1)?.headers["authorization"]).toBe(`Bearer ${KEY}`);
    const response = await rails.generateAsync({ ...HELLO, options });
    expect(response.log?.activated_rails).toContainEqual(expect.objectContaining({ name: flow, stop: true }));
    expect(everything([answer, outcome, run.log, response, rails.explain()])).not.toContain(KEY);
  });

  it("is in no event of a stream", async () => {
    server.reply = echo;
    const streaming = { enabled: true };
    const stream = railsOf({ output: { flows: ["fiddler bot safety"], streaming } }).streamParts(HELLO);
    const parts = await collect(stream);
    expect(await stream.outcome).toMatchObject({ status: "blocked", code: "rail_execution_failure" });
    expect(everything(parts)).not.toContain(KEY);
  });
});
