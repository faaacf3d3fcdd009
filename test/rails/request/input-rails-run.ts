import type { ModelParams } from "../../../src/llm/language-model.ts";
import type { RailRun } from "../../../src/rails/rail-run.ts";
import { type CheckRail, defineRail, type Rail } from "../../../src/rails/rail.ts";
import { type InputPass, type InputResult, runInputRails } from "../../../src/rails/request/input-rails.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { ManualClock } from "../../support/engine.ts";
import { railContext, runOptions } from "../../support/rail-runs.ts";

const PROGRAM = compilePatterns(["napalm"]);

export const gate: Rail = defineRail({
  name: "gate",
  reads: "incremental",
  createGate: () => new PatternGate(PROGRAM),
});

export const tool = (content: string): ChatMessage => ({ role: "tool", content, tool_call_id: "c" });

export const run = (
  rails: readonly Rail[],
  messages: readonly ChatMessage[],
  subject: InputPass["subject"] = "user",
  runs: RailRun[] = [],
  { params = {}, ...pass }: Partial<InputPass> & { readonly params?: ModelParams } = {},
): Promise<InputResult> => {
  const clock = new ManualClock();
  return runInputRails(
    { messages, params },
    {
      rails,
      subject,
      ...pass,
      options: (current) =>
        runOptions(clock, {
          railType: subject === "user" ? "input" : "tool_input",
          onRun: (one) => runs.push(one),
          context: ({ signal, variables = {} }) => railContext(clock, signal, { messages: current, variables }),
        }),
    },
    new AbortController().signal,
  );
};

export const reader = (read: string[], rewrite?: (text: string) => string): CheckRail => ({
  name: "reader",
  reads: "whole",
  transforms: true,
  check({ text }) {
    read.push(text);
    return rewrite === undefined ? { outcome: "allow" } : { outcome: "transform", text: rewrite(text) };
  },
});
