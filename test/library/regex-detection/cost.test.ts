import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { scriptedModel } from "../../../src/llm/scripted/scripted.ts";

const railsOf = (settings: object, flow: string): LLMRails =>
  new LLMRails(RailsConfig.fromObject({ rails: { input: { flows: [flow] }, config: settings } }), {
    llm: scriptedModel({}),
    onWarning: () => {},
  });

/** 400 instructions and one for the match. */
const LARGE = "[ab]{400}";

describe("the total cost of patterns", () => {
  it("is limited for a rail", () => {
    const make = (count: number): LLMRails =>
      railsOf(
        { regex_detection: { input: { patterns: Array.from({ length: count }, () => LARGE) } } },
        "regex check input",
      );
    expect(() => make(24)).not.toThrow();
    expect(() => make(25)).toThrow(/10025 instructions together, which can cost 50 s for a million characters/);
  });

  it("is limited for custom recognizers", () => {
    const make = (count: number): LLMRails =>
      railsOf(
        {
          sensitive_data_detection: {
            input: { entities: ["OWN"] },
            recognizers: Array.from({ length: count }, () => ({
              supported_entity: "OWN",
              patterns: [{ regex: LARGE, score: 1 }],
            })),
          },
        },
        "mask sensitive data on input",
      );
    expect(() => make(24)).not.toThrow();
    expect(() => make(25)).toThrow(/10025 instructions together/);
  });
});
