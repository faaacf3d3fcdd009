import { describe, expect, it } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import { ConfigError } from "../../src/errors.ts";
import { guardMiddleware, guardTransform } from "../../src/integrations/ai/index.ts";
import {
  guardMiddleware as guardMiddleware6,
  guardTransform as guardTransform6,
} from "../../src/integrations/ai6/index.ts";
import { guard } from "../../src/integrations/hono/index.ts";
import { RunnableRails } from "../../src/integrations/langchain/index.ts";
import { guardProcessor } from "../../src/integrations/mastra/index.ts";
import { guardClient } from "../../src/integrations/mcp/index.ts";
import { openTelemetry } from "../../src/integrations/otel/index.ts";
import { railsOf } from "../support/engine.ts";

type Make = (rails: never, options?: never) => unknown;

const DROP_INS: readonly (readonly [call: string, make: Make])[] = [
  ["guardFetch", guardFetch],
  ["guardMiddleware", guardMiddleware],
  ["guardMiddleware", guardMiddleware6],
  ["guardTransform", guardTransform],
  ["guardTransform", guardTransform6],
  ["guard", guard],
  ["new RunnableRails", (rails, options) => new RunnableRails(rails, options)],
  ["guardProcessor", guardProcessor],
  ["guardClient", (rails, options) => guardClient(rails, { callTool: () => Promise.resolve({}) }, options)],
];
const { config } = railsOf("");

describe.each(DROP_INS)("%s (%#)", (call, make) => {
  it.each([
    [undefined, "undefined"],
    [config, "an Object"],
    [Promise.resolve(railsOf("")), "a Promise (is an `await` missing?)"],
  ])("rejects what is not an LLMRails when it is called, not at a request: %#", (rails, found) => {
    expect(() => make(rails as never)).toThrow(ConfigError);
    expect(() => make(rails as never)).toThrow(
      `${call} expected an LLMRails but found ${found}: write ${call}(new LLMRails(config))`,
    );
  });
});

const WITHOUT_OPTIONS = ["guardMiddleware", "guard", "guardProcessor"];

describe.each(DROP_INS.filter(([call]) => !WITHOUT_OPTIONS.includes(call)))("%s (%#)", (_, make) => {
  it("rejects an unknown option", () => {
    expect(() => make(railsOf("") as never, { fetcher: fetch } as never)).toThrow("fetcher: There is no such option");
  });
});

describe("openTelemetry", () => {
  it("rejects an unknown option", () => {
    expect(() => openTelemetry({ contents: false } as never)).toThrow(
      "contents: There is no such option, did you mean",
    );
  });
});
