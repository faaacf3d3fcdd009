import * as fc from "fast-check";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { resolveRails } from "../../src/library/resolve/resolve-rails.ts";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import type { IncrementalRail } from "../../src/rails/rail.ts";
import { collect } from "../../src/streams/consumers.ts";
import { railSources } from "./rail-sources.ts";

const GROUP = /on (input|output|retrieval)$/;

const configOf = (flow: string, config: object): RailsConfig => {
  const [, group = "output"] = GROUP.exec(flow) ?? [];
  return RailsConfig.fromObject({
    rails: {
      [group]: { flows: [flow] },
      output: { flows: [flow], streaming: { enabled: true, stream_first: false } },
      config,
    },
  });
};

/** The incremental rail of a flow on output, with the settings under `rails.config`. */
export const gatingRail = (flow: string, config: object = {}): IncrementalRail => {
  const [rail] = resolveRails(railSources(configOf(flow, config))).output;
  if (rail?.reads !== "incremental") throw new Error(`no incremental rail: ${flow}`);
  return rail;
};

/** A text with arbitrary chunking. */
export const piecesOf = (whole: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.nat(whole.length), { maxLength: 12 }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), whole.length];
    return borders.slice(1).map((to, index) => whole.slice(borders[index], to));
  });

/** The delivered arguments of a tool call, which arrives in deltas of `size` code units. */
export const guardedArguments = async (
  flow: string,
  config: object,
  args: unknown,
  size = 7,
): Promise<{ readonly text: string; readonly isBlocked: boolean }> => {
  const written = JSON.stringify(args);
  const cuts = Array.from({ length: Math.ceil(written.length / size) }, (_, at) =>
    written.slice(at * size, at * size + size),
  );
  const parts = cuts.map((text, at) => ({
    type: "tool-call-delta" as const,
    choice: 0,
    index: 0,
    ...(at === 0 ? { id: "c1", name: "tool" } : {}),
    text,
  }));
  const finish = { type: "finish", choice: 0, reason: "tool_calls" } as const;
  const llm = languageModelFromStream(() => [...parts, finish]);
  const left = await collect(new LLMRails(configOf(flow, config), { llm }).streamParts({ prompt: "hi" }));
  return {
    text: left.map((part) => (part.type === "tool-call-delta" ? part.text : "")).join(""),
    isBlocked: left.some((part) => part.type === "finish" && part.reason === "content_filter"),
  };
};
