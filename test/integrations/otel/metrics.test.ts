import { describe, expect, it } from "vitest";
import { defineRail, type RailDecision } from "../../../src/rails/rail.ts";
import { collect, HELLO, railsOf, says } from "../../support/engine.ts";
import { CONFIG, named, recorded, setup, USAGE } from "./recorded-telemetry.ts";

describe("metrics", () => {
  it("count requests, checks by rail and decision, model calls, and held text", async () => {
    const { telemetry, points } = recorded();
    const { rails } = setup(telemetry, { usage: USAGE });
    await collect(rails.streamAsync(HELLO));
    await rails.generateAsync(HELLO);
    expect(await points("guardrails.requests")).toEqual([{ value: 2 }]);
    expect(await points("guardrails.requests.active")).toEqual([{ value: 0 }]);
    expect(await points("edgerails.rail.checks")).toEqual(
      expect.arrayContaining([
        { value: 2, "rail.type": "input", "rail.name": "self check input", "rail.decision": "allow" },
        { value: 2, "rail.type": "output", "rail.name": "regex redact output", "rail.decision": "transform" },
      ]),
    );
    const held = await points("edgerails.held.characters");
    expect(held[0]).toMatchObject({ "rail.type": "output", "rail.name": "regex redact output" });
    expect(held[0]).toHaveProperty("value", expect.any(Number));
    expect(await points("gen_ai.client.token.usage")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ count: 2, sum: 14, "gen_ai.token.type": "input" }),
        expect.objectContaining({ count: 2, sum: 10, "gen_ai.token.type": "output" }),
      ]),
    );
    expect((await points("gen_ai.client.operation.time_to_first_chunk")).length).toBe(1);
    expect((await points("gen_ai.client.operation.duration")).length).toBe(2);
  });

  it("count the runs of monitored rails, including those after the answer, and the skipped windows", async () => {
    const { telemetry, points, spans } = recorded();
    const { promise: verdict, resolve: decide } = Promise.withResolvers<RailDecision>();
    const judged = defineRail({ name: "slow judge", reads: "window", check: () => verdict });
    const config = `
rails:
  output:
    flows: [slow judge]
    options: { slow judge: { mode: monitor } }
    streaming: { enabled: true, chunk_size: 1, context_size: 0 }`;
    const rails = railsOf(config, { llm: says(" word".repeat(100)), rails: [judged], telemetry });
    const stream = rails.streamAsync(HELLO);
    await collect(stream);
    decide({ outcome: "allow" });
    await stream.outcome;
    const rail = { "rail.type": "output", "rail.name": "slow judge" };
    expect(await points("edgerails.rail.checks")).toEqual([{ value: 68, ...rail, "rail.decision": "allow" }]);
    expect(await points("edgerails.rail.windows.not_judged")).toEqual([{ value: 32, ...rail }]);
    expect(named(spans(), "guardrails.rail").map(({ attributes }) => attributes)).toMatchObject([
      { ...rail, "edgerails.rail.runs": 68, "edgerails.rail.windows_not_judged": 32 },
    ]);
  });

  it("count blocks by rail, and the tokens that a block withheld and saved", async () => {
    const { telemetry, points } = recorded();
    const config = CONFIG().replace("regex redact output, ", "");
    const { rails } = setup(telemetry, { config });
    await collect(rails.streamAsync({ ...HELLO, options: { llm_params: { max_tokens: 100 } } }));
    expect(await points("guardrails.requests.blocked")).toEqual([
      { value: 1, "rail.type": "output", "rail.name": "regex check output" },
    ]);
    expect(await points("edgerails.tokens.withheld")).toEqual([{ value: expect.any(Number) }]);
    const saved = await points("edgerails.tokens.saved");
    expect(
      saved.find((point) => "gen_ai.token.type" in point && point["gen_ai.token.type"] === "output"),
    ).toHaveProperty("value");
  });

  it("have no usage that was only estimated", async () => {
    const { telemetry, points } = recorded();
    const { rails } = setup(telemetry, { usage: { usage: false } });
    await collect(rails.streamAsync(HELLO));
    expect(await points("gen_ai.client.token.usage")).toEqual([]);
  });
});
