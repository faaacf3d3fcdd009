import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CheckInput } from "../../src/engine/check-subject.ts";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RequestError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { defineRail, type RailDecision } from "../../src/rails/rail.ts";
import { assistant, user } from "../support/engine.ts";

const system = { role: "system", content: "bad" } as const;
const tool = { role: "tool", content: "bad", tool_call_id: "1" } as const;
const context = { role: "context", content: { name: "Ann" } } as const;

interface Case {
  readonly name: string;
  readonly messages: CheckInput["messages"] & {};
  readonly railTypes?: CheckInput["railTypes"] & {};
  /** The recorded response of NeMo Guardrails 0.24.1: status and rail. */
  readonly nemo: string;
  /** The reason why ours differs, if it does. */
  readonly why?: string;
}

const NOTHING_READ = "text that no rail has read is not reported as `passed`";

const CASES: readonly Case[] = [
  { name: "a question", messages: [user("fine")], nemo: "passed" },
  { name: "a bad question", messages: [user("bad")], nemo: "blocked, in" },
  { name: "an answer alone", messages: [assistant("fine")], nemo: "passed" },
  { name: "a bad answer alone", messages: [assistant("bad")], nemo: "blocked, out" },
  { name: "both", messages: [user("fine"), assistant("fine")], nemo: "passed" },
  { name: "both, the question bad", messages: [user("bad"), assistant("fine")], nemo: "blocked, in" },
  { name: "both, the answer bad", messages: [user("fine"), assistant("bad")], nemo: "blocked, out" },
  { name: "instructions and a question", messages: [{ ...system, content: "fine" }, user("fine")], nemo: "passed" },
  {
    name: "both, `input` only",
    messages: [user("fine"), assistant("bad")],
    railTypes: ["input"],
    nemo: "passed",
  },
  {
    name: "both, `output` only",
    messages: [user("bad"), assistant("bad")],
    railTypes: ["output"],
    nemo: "blocked, out",
  },
  {
    name: "instructions alone",
    messages: [system],
    nemo: "passed",
    why: "everything that reaches a model is checked, whatever its role",
  },
  {
    name: "a tool's result alone",
    messages: [tool],
    nemo: "passed",
    why: "everything that reaches a model is checked, whatever its role",
  },
  { name: "no message", messages: [], nemo: "passed or modified", why: NOTHING_READ },
  { name: "a context alone", messages: [context], nemo: "passed or modified", why: NOTHING_READ },
  {
    name: "`output` without an answer",
    messages: [user("fine")],
    railTypes: ["output"],
    nemo: "passed or modified",
    why: NOTHING_READ,
  },
  { name: "no rail types", messages: [user("fine")], railTypes: [], nemo: "passed or modified", why: NOTHING_READ },
  {
    name: "a question behind an answer",
    messages: [user("a"), assistant("a"), user("fine")],
    nemo: "modified, in",
    why: "only the last message can be an answer under check, and only the new turn is rewritten",
  },
];

const decide = (text: string): RailDecision => {
  if (text.includes("bad")) return { outcome: "block" };
  return text === "a" ? { outcome: "transform", text: "b" } : { outcome: "allow" };
};

const rails = new LLMRails(
  RailsConfig.fromObject({ rails: { input: { flows: ["in"] }, output: { flows: ["out"] } } }),
  {
    rails: ["in", "out"].map((name) =>
      defineRail({ name, reads: "whole", transforms: true, check: ({ text }) => decide(text) }),
    ),
  },
);

const answer = async ({ messages, railTypes }: Case): Promise<string> => {
  try {
    const { status, rail } = await rails.checkAsync({ messages, ...(railTypes && { railTypes }) });
    return rail === null ? status : `${status}, ${rail}`;
  } catch (error) {
    if (error instanceof RequestError) return "RequestError";
    throw error;
  }
};

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const table = async (): Promise<string> => {
  const head = ["messages", "NeMo Guardrails", "edgerails", "why"];
  const rows = await Promise.all(CASES.map(async (one) => row([one.name, one.nemo, await answer(one), one.why ?? ""])));
  return [row(head), row(head.map(() => "---")), ...rows].join("\n");
};

describe("the table of docs/checks.md", () => {
  it.each(CASES)("$name: the same, or a reason", async (one) => {
    expect((await answer(one)) === one.nemo).toBe(one.why === undefined);
  });

  it("equals the results of these cases", async () => {
    const page = readFileSync(new URL("../../docs/checks.md", import.meta.url), "utf8");
    const [, written] = /<!-- table -->\n([^]*)\n<!-- \/table -->/.exec(page) ?? [];
    expect(written).toBe(await table());
    expect(CASES).toHaveLength(17);
  });
});
