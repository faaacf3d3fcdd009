import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { ConfigError } from "../../../src/errors.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { type Action, defineAction } from "../../../src/rails/action.ts";
import type { Rail } from "../../../src/rails/rail.ts";
import { HELLO, railsOf, RecordingModel, says, textParts, user } from "../../support/engine.ts";
import { railSources } from "../../support/rail-sources.ts";

const quiet = { onWarning: (): void => {} };

const REFUSAL = "I'm sorry, I can't respond to that.";

const config = (group: string, flow: string, colang: string): RailsConfig =>
  RailsConfig.fromContent({ yamlContent: `rails: { ${group}: { flows: ['${flow}'] } }`, colangContent: colang });

const ACT: Action = defineAction("act", () => true);

const railOf = (group: string, body: string): Rail => {
  const colang = `define flow r\n${body.replaceAll(/^/gm, "  ")}\n`;
  const rails = resolveRails(railSources(config(group, "r", colang), { actions: [ACT] }));
  return [...rails.input, ...rails.output, ...rails.retrieval][0] as Rail;
};

const issuesOf = (group: string, body: string): readonly string[] => {
  try {
    railOf(group, body);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ source, line, message, about }) => `${source}:${line}${about ?? ""}: ${message}`);
  }
};

describe("the way a flow reads a stream", () => {
  it.each([
    ["$ok = execute act(text=$bot_message)\nif not $ok\n  bot refuse to respond\n  stop", "window", false],
    ["$ok = execute act\nif not $ok\n  stop", "window", false],
    ["do self check output", "window", false],
    ["$o = execute self_check_output\nif $o.is_blocked\n  stop", "window", false],
    ["if len($bot_message) > 9\n  stop", "whole", false],
    ['if "x" in $bot_message\n  stop', "whole", false],
    ["$bot_message = execute act(text=$bot_message)", "whole", true],
    ["do hallucination warning", "whole", true],
    ["do self check facts", "whole", false],
    ['bot say "$bot_message?"\nstop', "whole", true],
    ['$m = $bot_message + "?"\nbot $m\nstop', "whole", true],
    ["$m = execute act(text=$bot_message)\nbot $m\nstop", "window", false],
    ["create event BotMessage(text=$bot_message)\nstop", "whole", true],
  ])("%j: %s", (body, reads, rewrites) => {
    expect(railOf("output", body)).toMatchObject({ reads, transforms: rewrites });
  });

  it("is whole for input", () => {
    expect(railOf("input", "execute act")).toMatchObject({ reads: "whole", transforms: false });
    expect(railOf("input", "$user_message = execute act")).toMatchObject({ reads: "whole", transforms: true });
  });
});

describe("a missing requirement of a flow", () => {
  it.each([
    ["execute nobody", /^colangContent:2code: The action `nobody` is not there: write it.*defineAction\("nobody"/],
    ["execute injection_detection_of_mine", /^colangContent:2code: The action/],
    [
      "execute check_facts",
      /^colangContent:2code: The action `check_facts` is not there: NeMo.* calls it self_check_facts since 0.6/,
    ],
    ["user hi\nstop", /^colangContent:1: Dialog is not run here/],
    ["if True\n  user hi\nstop", /^colangContent:3: The flow waits for the user here/],
    ["event UtteranceUserActionFinished\nstop", /^colangContent:2: A rail waits for no events/],
    ["do nobody", /^colangContent:2: There is no flow "nobody"/],
    ['bot say "{{ x"', /^colangContent:2: This message is no template/],
  ])("%j is reported with its line", (body, issue) => {
    expect(issuesOf("input", body)).toEqual([expect.stringMatching(issue)]);
  });
});

describe("a flow that starts with a wait for any message", () => {
  const check = defineAction("check", ({ text }) => String(text).includes("bad"));
  const begins = (group: "input" | "output", wait: string): LLMRails => {
    const text = group === "input" ? "$user_message" : "$bot_message";
    const colang = `define flow r\n  ${wait}\n  $bad = execute check(text=${text})\n  if $bad\n    bot say "No."\n`;
    const llm = new RecordingModel(textParts("a bad answer"));
    return railsOf(`rails: { ${group}: { flows: [r] } }`, { ...quiet, llm, actions: [check] }, colang);
  };
  const contentOf = async (rails: LLMRails, question: string): Promise<unknown> =>
    (await rails.generateAsync({ messages: [user(question)] })).content;

  it("runs when there is one", async () => {
    expect(await contentOf(begins("input", "user ..."), "a bad question")).toBe("No.");
    expect(await contentOf(begins("input", "user ..."), "a question")).toBe("a bad answer");
    expect(await contentOf(begins("output", "bot ..."), "a question")).toBe("No.");
    expect(await contentOf(begins("output", "user ...\n  bot ..."), "a question")).toBe("No.");
  });
});

describe("a bot message of a flow", () => {
  it("is one of several texts, at random", async () => {
    const colang = 'define flow r\n  bot say no\n  stop\ndefine bot say no\n  "a"\n  "b"\n  "c"\n';
    const saidWith = async (random: number): Promise<unknown> =>
      (await railsOf("rails: { input: { flows: [r] } }", { random: () => random }, colang).generateAsync(HELLO))
        .content;
    expect([await saidWith(0), await saidWith(0.5), await saidWith(0.99)]).toEqual(["a", "b", "c"]);
  });

  it("is an exception if the flow raises one", async () => {
    const colang = 'define flow r\n  create event PriceRailException(message="too dear")\n  stop\n';
    const rails = railsOf("rails: { input: { flows: [r] } }", {}, colang);
    expect(await rails.generateAsync(HELLO)).toEqual({
      role: "exception",
      content: { type: "PriceRailException", message: "too dear" },
    });
  });

  it.each([
    ["bot say no\n  stop", { role: "assistant", content: "No." }],
    ["bot refuse to respond", { role: "assistant", content: REFUSAL }],
    ["stop", { role: "exception", content: { type: "InputRailException", message: expect.stringContaining("'r'") } }],
    ["$nothing = $none.x", { role: "exception", content: { type: "InputRailException" } }],
    [
      'create event PriceRailException(message="too dear")\n  stop',
      { role: "exception", content: { type: "PriceRailException", message: "too dear" } },
    ],
  ])("is the answer if the config enables exceptions, in which case a block is one: %s", async (flow, answer) => {
    const colang = `define flow r\n  ${flow}\ndefine bot say no\n  "No."\n`;
    const yaml = "enable_rails_exceptions: true\nrails: { input: { flows: [r] } }";
    expect(await railsOf(yaml, { ...quiet, llm: says("fine") }, colang).generateAsync(HELLO)).toMatchObject(answer);
  });

  it("is checked by later rails if it quotes the answer", async () => {
    const colang = 'define flow r\n  bot say "$bot_message CAUTION"\n  stop\n';
    const yaml =
      "rails:\n  config: { regex_detection: { output: { patterns: [secret] } } }\n  output: { flows: [r, s] }\n";
    const second = 'define flow s\n  if "secret" in $bot_message\n    stop\n';
    const ask = async (answer: string): Promise<unknown> =>
      (await railsOf(yaml, { ...quiet, llm: says(answer) }, colang + second).generateAsync(HELLO)).content;
    expect(await ask("fine")).toBe("fine CAUTION");
    expect(await ask("a secret")).toBe(REFUSAL);
  });
});

describe("variables that a flow sets", () => {
  const stopping = "\n  bot refuse to respond\n  stop\n";
  const SEEN = 'define flow r\n  $x = "seen"\n';
  const TWO = `${SEEN}define flow s\n  $x = $x + "!"\n  $y = 2\n`;
  const READING = 'define flow r\n  $x = "seen"\n  $long = len($bot_message) > 3\n';
  it.each([
    ["by an output rail", "output: { flows: [r] }", SEEN, { x: "seen", y: null }],
    ["by an output rail that blocks", "output: { flows: [r] }", SEEN + stopping, { x: "seen", y: null }],
    ["by an input rail that blocks", "input: { flows: [r] }", SEEN + stopping, { x: "seen", y: null }],
    ["by one of several that blocks", "input: { parallel: true, flows: [r] }", SEEN + stopping, { x: "seen", y: null }],
    ["by two output rails", "output: { flows: [r, s] }", TWO, { x: "seen!", y: 2 }],
    ["by rails on both sides", "input: { flows: [r] }, output: { flows: [s] }", TWO, { x: "seen!", y: 2 }],
    ["by windows", "output: { flows: [r, s], streaming: { enabled: true } }", TWO, { x: "seen!", y: 2 }],
    ["by a rail of the whole answer", "output: { flows: [r] }", READING, { x: "seen", y: null }],
  ])("are in output_vars: %s", async (_how, groups, colang, expected) => {
    const rails = railsOf(`rails: { ${groups} }`, { llm: says("main answer") }, colang);
    const options = { output_vars: ["x", "y"] };
    expect((await rails.generateAsync({ ...HELLO, options })).output_data).toEqual(expected);
  });

  it("are dropped if the rail is monitored", async () => {
    const yaml = "rails: { output: { flows: [r], options: { r: { mode: monitor } } } }";
    const rails = railsOf(yaml, { llm: says("main answer") }, SEEN);
    const { output_data } = await rails.generateAsync({ ...HELLO, options: { output_vars: ["x"] } });
    expect(output_data).toEqual({ x: null });
  });
});

describe("$config of a flow", () => {
  const colang =
    'define flow r\n  if $config.rails.config.injection_detection.action == "reject"\n    bot say "Rejected."\n    stop\n';
  it.each([
    ["", "Rejected."],
    ["config: { injection_detection: {} }, ", "Rejected."],
    ["config: { injection_detection: { action: omit } }, ", "fine"],
  ])("has the default action of injection detection, as in NeMo Guardrails: %j", async (settings, expected) => {
    const rails = railsOf(`rails: { ${settings}output: { flows: [r] } }`, { ...quiet, llm: says("fine") }, colang);
    expect((await rails.generateAsync(HELLO)).content).toBe(expected);
  });
});
