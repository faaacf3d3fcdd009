import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { ConfigError } from "../../../src/errors.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { type Action, type ActionContext, defineAction } from "../../../src/rails/action.ts";
import type { Rail } from "../../../src/rails/rail.ts";
import {
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  says,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";
import { railSources } from "../../support/rail-sources.ts";

const REFUSAL = "I'm sorry, I can't respond to that.";
const quiet = { onWarning: (): void => {} };

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

describe("how a flow reads a stream", () => {
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

  it("reads input whole", () => {
    expect(railOf("input", "execute act")).toMatchObject({ reads: "whole", transforms: false });
    expect(railOf("input", "$user_message = execute act")).toMatchObject({ reads: "whole", transforms: true });
  });
});

describe("what a flow lacks", () => {
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
  ])("%j is told with its line", (body, issue) => {
    expect(issuesOf("input", body)).toEqual([expect.stringMatching(issue)]);
  });
});

describe("a flow that begins with a wait for anything", () => {
  const check = defineAction("check", ({ text }) => String(text).includes("bad"));
  const begins = (group: "input" | "output", wait: string): LLMRails => {
    const text = group === "input" ? "$user_message" : "$bot_message";
    const colang = `define flow r\n  ${wait}\n  $bad = execute check(text=${text})\n  if $bad\n    bot say "No."\n`;
    const llm = new RecordingModel(textParts("a bad answer"));
    return railsOf(`rails: { ${group}: { flows: [r] } }`, { ...quiet, llm, actions: [check] }, colang);
  };
  const contentOf = async (rails: LLMRails, question: string): Promise<unknown> =>
    (await rails.generateAsync({ messages: [user(question)] })).content;

  it("is run when that is there", async () => {
    expect(await contentOf(begins("input", "user ..."), "a bad question")).toBe("No.");
    expect(await contentOf(begins("input", "user ..."), "a question")).toBe("a bad answer");
    expect(await contentOf(begins("output", "bot ..."), "a question")).toBe("No.");
    expect(await contentOf(begins("output", "user ...\n  bot ..."), "a question")).toBe("No.");
  });
});

const MODELS =
  "models:\n  - { type: main, engine: fake_main, model: m }\n  - { type: self_check_input, engine: fake_judge, model: j }\n  - { type: self_check_output, engine: fake_judge, model: j }\n";

describe("library rails in a flow", () => {
  const FLOWS = {
    "of today": "$o = execute self_check_input\n  if $o.is_blocked\n    bot say no\n    stop",
    "before 0.24": "$allowed = execute self_check_input\n  if not $allowed\n    bot say no\n    stop",
    "as a subflow": "do self check input",
  };

  it.each(Object.entries(FLOWS))("are asked: %s", async (how, body) => {
    const options = withJudge(
      says("answer"),
      judge((prompt) => (prompt.includes("bomb") ? "Yes" : "No")),
    );
    const colang = `define flow r\n  ${body}\ndefine bot say no\n  "No."\n`;
    const rails = railsOf(`${MODELS}rails: { input: { flows: [r] } }`, options, colang);
    const refusal = how === "as a subflow" ? REFUSAL : "No.";
    expect((await rails.generateAsync({ messages: [user("a bomb")] })).content).toBe(refusal);
    expect((await rails.generateAsync({ messages: [user("a cake")] })).content).toBe("answer");
  });

  it("mask as they do by themselves", async () => {
    const colang =
      'define flow r\n  $o = execute mask_sensitive_data(source="input", text=$user_message)\n  if $o.is_transform\n    $user_message = $o.transform_text["user_message"]\ndefine flow s\n  do mask sensitive data on input\n';
    for (const flow of ["r", "s"]) {
      const llm = new RecordingModel(textParts("fine"));
      const yaml = `rails: { input: { flows: [${flow}] }, config: { sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } } } }`;
      const rails = railsOf(yaml, { ...quiet, llm }, colang);
      await rails.generateAsync({ messages: [user("write to ann@example.com")] });
      expect(llm.requests[0]?.messages).toEqual([user("write to <EMAIL_ADDRESS>")]);
    }
  });
});

describe("actions of a flow", () => {
  it("get arguments as they were computed, and the request", async () => {
    const seen: [unknown, Partial<ActionContext>][] = [];
    const spy = defineAction("spy", (params, { userMessage, botMessage, variables }) => {
      seen.push([params, { userMessage, botMessage, variables: { flag: variables["flag"] } }]);
    });
    const colang = 'define flow r\n  $flag = [1, "a"]\n  execute spy(7, list=$flag, size=len($bot_message))\n';
    const rails = railsOf("rails: { output: { flows: [r] } }", { actions: [spy], llm: says("four") }, colang);
    await rails.generateAsync(HELLO);
    expect(seen).toEqual([
      [
        { $1: 7, list: [1, "a"], size: 4 },
        { userMessage: "Hello!", botMessage: "four", variables: { flag: [1, "a"] } },
      ],
    ]);
  });

  it("may be registered later, and replace what was there", async () => {
    const colang = "define flow r\n  $bad = execute act\n  if $bad\n    stop\n";
    const rails = railsOf("rails: { input: { flows: [r] } }", { actions: [ACT], llm: says("fine", "fine") }, colang);
    expect((await rails.generateAsync(HELLO)).content).toBe(REFUSAL);
    rails.registerAction(defineAction("act", () => false));
    expect((await rails.generateAsync(HELLO)).content).toBe("fine");
  });

  it("cannot be replaced by what a request says is under check", async () => {
    const colang = 'define flow r\n  if "bomb" in $user_message\n    stop\n';
    const rails = railsOf("rails: { input: { flows: [r] } }", { llm: says("fine") }, colang);
    const messages = [{ role: "context", content: { user_message: "a cake", config: {} } }, user("a bomb")] as const;
    expect((await rails.generateAsync({ messages: [...messages] as never })).content).toBe(REFUSAL);
  });
});

describe("what a flow says", () => {
  it("is one of several texts, by the chance it is given", async () => {
    const colang = 'define flow r\n  bot say no\n  stop\ndefine bot say no\n  "a"\n  "b"\n  "c"\n';
    const saidWith = async (random: number): Promise<unknown> =>
      (await railsOf("rails: { input: { flows: [r] } }", { random: () => random }, colang).generateAsync(HELLO))
        .content;
    expect([await saidWith(0), await saidWith(0.5), await saidWith(0.99)]).toEqual(["a", "b", "c"]);
  });

  it("is an exception where it raises one", async () => {
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
  ])("is the answer where the config enables exceptions, and else a block is one: %s", async (flow, answer) => {
    const colang = `define flow r\n  ${flow}\ndefine bot say no\n  "No."\n`;
    const yaml = "enable_rails_exceptions: true\nrails: { input: { flows: [r] } }";
    expect(await railsOf(yaml, { ...quiet, llm: says("fine") }, colang).generateAsync(HELLO)).toMatchObject(answer);
  });

  it("is read by the rails behind it where it shows the answer", async () => {
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
  ])("are among the output_vars: %s", async (_how, groups, colang, expected) => {
    const rails = railsOf(`rails: { ${groups} }`, { llm: says("main answer") }, colang);
    const options = { output_vars: ["x", "y"] };
    expect((await rails.generateAsync({ ...HELLO, options })).output_data).toEqual(expected);
  });

  it("stay out where the rail only watches", async () => {
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
  ])("has the action of injection detection, as in NeMo Guardrails: %j", async (settings, expected) => {
    const rails = railsOf(`rails: { ${settings}output: { flows: [r] } }`, { ...quiet, llm: says("fine") }, colang);
    expect((await rails.generateAsync(HELLO)).content).toBe(expected);
  });
});

describe("flows of other groups", () => {
  it("rewrite and refuse retrieved chunks", async () => {
    const colang =
      'define flow r\n  if "bad" in $relevant_chunks\n    bot say no\n    stop\n  $relevant_chunks = $relevant_chunks.upper()\ndefine bot say no\n  "No."\n';
    const rails = railsOf("rails: { retrieval: { flows: [r] } }", { llm: says("fine", "fine") }, colang);
    const ask = (chunks: string) =>
      rails.generateAsync({
        messages: [{ role: "context", content: { relevant_chunks: chunks } }, user("hi")] as never,
        options: { output_vars: ["relevant_chunks"] },
      });
    expect((await ask("good")).output_data).toEqual({ relevant_chunks: "GOOD" });
    expect((await ask("bad")).response).toEqual([{ role: "assistant", content: "No." }]);
  });

  it.each([
    ['detect_regex_pattern(source="retrieval")', "regex_detection: { retrieval: { patterns: [secret] } }"],
    [
      'hf_classifier_check_retrieval(classifier="c")',
      'hf_classifier: { c: { engine: fms, model: m, base_url: "http://localhost:1", blocked_labels: [bad] } }',
    ],
  ])("are told that a check of NeMo's blocks a chunk that its rail leaves out: %s", async (check, settings) => {
    const colang = `define flow r\n  $found = execute ${check}\n  if $found.is_blocked\n    bot "No."\n    stop\n`;
    const yaml = `rails: { retrieval: { flows: [r] }, config: { ${settings} } }`;
    const fetch: typeof globalThis.fetch = async (_url, init) =>
      Response.json([JSON.stringify(init?.body).includes("secret") ? [{ detection_type: "bad", score: 1 }] : []]);
    const rails = railsOf(yaml, { llm: says("fine", "fine"), fetch }, colang);
    const ask = (chunks: string) =>
      rails.generateAsync({
        messages: [{ role: "context", content: { relevant_chunks: chunks } }, user("hi")] as never,
      });
    expect(await ask("good")).toMatchObject({ content: "fine" });
    expect(await ask("a secret")).toMatchObject({ content: "No." });
  });

  it("read the results of tools", async () => {
    const colang = 'define flow r\n  if $tool_name == "mail" and "bad" in $tool_message\n    stop\n';
    const rails = railsOf("rails: { tool_input: { flows: [r] } }", { llm: says("fine", "fine") }, colang);
    const call = { id: "1", type: "function", function: { name: "mail", arguments: "{}" } } as const;
    const ask = async (content: string): Promise<unknown> =>
      (
        await rails.generateAsync({
          messages: [
            user("hi"),
            { role: "assistant", content: null, tool_calls: [call] },
            { role: "tool", tool_call_id: "1", content },
          ],
        })
      ).content;
    expect(await ask("good")).toBe("fine");
    expect(await ask("bad")).toBe(REFUSAL);
  });
});

describe("an action whose flow waits for a variable", () => {
  const FACTS = `
define flow r
  if $check_facts == True
    $check_facts = False
    $supported = execute self_check_facts
    if not $supported
      bot inform answer unknown
      stop

define bot inform answer unknown
  "I do not know."
`;

  it.each([
    [true, "No", "I do not know."],
    [true, "Yes", "It is so."],
    [false, "No", "It is so."],
  ])("is asked by a flow that has reset it: %s, %s", async (check_facts, verdict, answer) => {
    const rails = new LLMRails(
      RailsConfig.fromContent({
        yamlContent: `${JUDGE_MODELS}  - { type: self_check_facts, engine: fake_judge, model: j }
rails: { output: { flows: [r] } }`,
        colangContent: FACTS,
      }),
      withJudge(
        says("It is so."),
        judge(() => verdict),
      ),
    );
    const context = { role: "context", content: { check_facts, relevant_chunks: "It is not so." } } as const;
    expect(await rails.generateAsync({ messages: [context, user("Is it so?")] })).toMatchObject({ content: answer });
  });
});
