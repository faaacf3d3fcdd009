import { describe, expect, it } from "vitest";
import { defineAction } from "../../../src/rails/action.ts";
import { HELLO, railsOf, says } from "../../support/engine.ts";

/*
 * The recorded answers of NeMo Guardrails 0.24.1 to the same flows, with a scripted model that answers "the answer". If
 * ours differs intentionally, `ours` is our answer.
 */

interface Case {
  readonly name: string;
  readonly flow: string;
  readonly side?: "input" | "output" | "both";
  readonly nemo: string;
  readonly ours?: string;
}

const REFUSAL = "I'm sorry, I can't respond to that.";

const MESSAGES = `
define bot say no
  "No."
define bot say more
  "More."
`;

const CASES: readonly Case[] = [
  { name: "says and stops", flow: "bot say no\n  stop", nemo: "No." },
  { name: "says two things", flow: "bot say no\n  bot say more\n  stop", nemo: "No.\nMore." },
  { name: "says two things and does not stop", flow: "bot say no\n  bot say more", nemo: "No.\nMore." },
  {
    name: "goes on behind what it says",
    flow: 'bot say no\n  execute note(x="a")',
    nemo: "No.\nthe answer",
    ours: "No.",
  },
  { name: "stops without a word", flow: "stop", nemo: "", ours: REFUSAL },
  {
    name: "names a message without a text",
    flow: "bot refuse politely\n  stop",
    nemo: "a model's words",
    ours: REFUSAL,
  },
  {
    name: "says the value of a variable",
    flow: '$m = "Custom " + $user_message\n  bot $m\n  stop',
    nemo: "Custom Hello!",
  },
  { name: "makes an event that says", flow: 'create event BotMessage(text="direct")\n  stop', nemo: "direct" },
  { name: "says a text in place", flow: 'bot say "hello {{ user_message }}"\n  stop', nemo: "hello Hello!" },
  {
    name: "shows a key of a dict",
    flow: '$d = execute judge\n  if not $d["ok"]\n    bot say "No $d.why."\n    stop',
    nemo: "No x.",
  },
  { name: "returns", flow: "if True\n    return\n  bot say no\n  stop", nemo: "the answer" },
  { name: "runs a subflow that stops", flow: "do sub\n  bot say no\n  stop", nemo: "More." },
  { name: "fails", flow: "execute boom", nemo: "I'm sorry, an internal error has occurred.", ours: REFUSAL },
  { name: "asks None for an attribute", flow: "if $nobody.x > 3\n    stop", nemo: "an exception", ours: REFUSAL },
  {
    name: "rewrites the answer",
    side: "output",
    flow: "$bot_message = execute upper(text=$bot_message)",
    nemo: "THE ANSWER",
  },
  { name: "refuses the answer", side: "output", flow: "bot say no", nemo: "No." },
  { name: "shows the answer", side: "output", flow: 'bot say "$bot_message!"\n  stop', nemo: "the answer!" },
  {
    name: "sets a variable for the other side",
    side: "both",
    flow: "if $flag\n    bot say no\n    stop\n  $flag = True",
    nemo: "No.",
  },
  {
    name: "templates in values stay as they are",
    flow: '$x = "{{ 1+1 }} $y"\n  bot say "$x"\n  stop',
    nemo: "{{ 1+1 }} $y",
  },
];

const ACTIONS = [
  defineAction("note", () => null),
  defineAction("judge", () => ({ ok: false, why: "x" })),
  defineAction("upper", ({ text }) => String(text).toUpperCase()),
  defineAction("boom", () => {
    throw new Error("boom");
  }),
];

const answer = ({ flow, side = "input" }: Case): Promise<{ content: unknown }> => {
  const groups = side === "both" ? ["input", "output"] : [side];
  const yaml = `rails:\n${groups.map((group) => `  ${group}: { flows: [r] }\n`).join("")}`;
  const colang = `define subflow r\n  ${flow}\ndefine subflow sub\n  bot say more\n  stop\n${MESSAGES}`;
  return railsOf(yaml, { llm: says("the answer"), actions: ACTIONS }, colang).generateAsync(HELLO);
};

describe("a Colang flow in NeMo Guardrails", () => {
  it.each(CASES)("$name", async (one) => {
    expect((await answer(one)).content).toBe(one.ours ?? one.nemo);
  });
});
