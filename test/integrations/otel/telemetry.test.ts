import { describe, expect, it } from "vitest";
import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import { collect, HELLO, railsOf, RecordingModel, textParts } from "../../support/engine.ts";
import { CONFIG, recorded, setup } from "./recorded-telemetry.ts";

describe("telemetry", () => {
  it("that fails does not affect the answer", async () => {
    const failing = {
      begin: () => () => {
        throw new Error("a bug");
      },
    };
    const never = {
      begin: () => {
        throw new Error("a bug");
      },
    };
    for (const telemetry of [failing, never]) {
      const { rails } = setup(telemetry, { said: "fine" });
      expect((await collect(rails.streamAsync(HELLO))).join("")).toBe("fine");
    }
  });

  it("gives `tracing` and `metrics` of a config an effect, and warns about the rest", async () => {
    const more =
      "tracing: { enabled: true, adapters: [{ name: FileSystem, filepath: x }] }\nmetrics: { enabled: true }";
    const paths = (telemetry: LLMRailsOptions["telemetry"]) =>
      setup(telemetry, { config: CONFIG(more) }).rails.warnings.map(({ path }) => path);
    expect(paths(undefined)).toEqual(["tracing", "metrics"]);
    expect(paths(recorded().telemetry)).toEqual(["tracing.adapters"]);
  });

  it("reports a request that a client cancelled", async () => {
    const { telemetry, points } = recorded();
    const rails = railsOf("", { llm: new RecordingModel(textParts("one two three")), telemetry });
    const reader = rails.streamAsync(HELLO).getReader();
    await reader.read();
    await reader.cancel();
    expect(await points("guardrails.requests.errors")).toEqual([{ value: 1, "error.type": "cancelled" }]);
  });
});
