import { describe, expect, it } from "vitest";
import { settingNotes } from "../../../scripts/config-schema/setting-notes.ts";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import type { ConfigIssue } from "../../../src/errors.ts";
import { UNREAD_KEYS, UNREAD_SETTINGS } from "../../../src/library/nemo/unread-settings.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { configWarnings } from "../../../src/library/resolve/config-warnings.ts";
import { UNREAD } from "../../../src/library/shared/notes.ts";
import { scriptedModel } from "../../../src/llm/scripted/scripted.ts";

const configOf = (yaml: string): RailsConfig => RailsConfig.fromFiles({ "config.yml": yaml });

describe("configWarnings", () => {
  it.each([...UNREAD_SETTINGS])("reports settings without effect: %s", (key, why) => {
    expect(configWarnings(configOf(`rails:\n  config:\n    ${key}: { a: 1 }\n`))).toEqual([
      {
        source: "config.yml",
        line: 3,
        path: `rails.config.${key}`,
        message: `\`${key}\` has no effect: ${why}`,
      },
    ]);
  });

  it.each(UNREAD_KEYS)("reports a key that a rail does not use, once: %s.%s", (section, path, why) => {
    const steps = path.split(".");
    const value = steps.reduceRight<unknown>(
      (below, step) => (step.endsWith("[]") ? { [step.slice(0, -2)]: [{}, below, below] } : { [step]: below }),
      "x",
    );
    const config = RailsConfig.fromObject({ rails: { config: { [section]: value } } });
    const told = configWarnings(config).filter(({ path: place }) => place !== `rails.config.${section}`);
    const place = path.replace("[]", ".1");
    expect(told).toEqual([
      { path: `rails.config.${section}.${place}`, message: `\`${steps.at(-1)}\` has no effect: ${why}` },
    ]);
  });

  it("reports every key that docs/config-keys.md lists as without effect", async () => {
    const told = UNREAD_KEYS.map(([section, path]) => `rails.config.${section}.${path}`);
    const isTold = (path: string): boolean => told.some((one) => path.startsWith(one) || one.startsWith(`${path}.`));
    const silent = Object.entries(await settingNotes())
      .filter(([path, note]) => note === UNREAD && !isTold(path.replace("<group>", "input")))
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });

  it("reports settings whose flows are all disabled", () => {
    const off = "rails: { config: { content_safety: { reasoning: { enabled: true } } } }";
    expect(configWarnings(configOf(off)).map(({ message }) => message)).toEqual([
      "`content_safety` has no effect: none of its flows is switched on (`content safety check input`, `content safety check output`)",
    ]);
    const on =
      "rails: { config: { regex_detection: { input: { patterns: [a] } } }, input: { flows: [regex check input] } }";
    expect(configWarnings(configOf(on))).toEqual([]);
  });

  it("reports patterns that a hostile text can make slow", () => {
    const config = configOf(`rails:
  input: { flows: [regex check input, mask sensitive data on input] }
  config:
    regex_detection:
      input: { patterns: ["[a-z]+@[a-z]+", "(?:x?y?){200}z"] }
      output: { patterns: ["a{300}"] }
    sensitive_data_detection:
      input: { entities: [TICKET] }
      recognizers: [{ supported_entity: TICKET, patterns: [{ regex: "T-[0-9]{400}", score: 1 }] }]
`);
    const warnings = configWarnings(config);
    expect(warnings.map(({ path }) => path)).toEqual([
      "rails.config.regex_detection.input.patterns.1",
      "rails.config.regex_detection.output.patterns.0",
      "rails.config.sensitive_data_detection.recognizers.0.patterns.0.regex",
    ]);
    expect(warnings[0]?.message).toBe(
      "Pattern '(?:x?y?){200}z' may be slow: its 802 instructions can cost 4 s for a million characters of a hostile text: use smaller repetitions, or `+` and `*`, which cost the same for any length",
    );
    expect(
      configWarnings(configOf("rails: { config: { regex_detection: { input: { patterns: ['a{300}'] } } } }")),
    ).toMatchObject([{ message: expect.stringContaining("has no effect") as string }]);
  });

  it("are reported to onWarning of LLMRails", () => {
    const told: ConfigIssue[] = [];
    const config = configOf("metrics: { enabled: true }\nrails: { config: { content_safety: {} } }");
    const rails = new LLMRails(config, { llm: scriptedModel({}), onWarning: (warning) => told.push(warning) });
    expect(rails.config).toBe(config);
    expect(told.map(({ path }) => path)).toEqual(["metrics", "rails.config.content_safety"]);
  });

  it("knows the settings that Colang flows need", () => {
    const yaml = "rails: { config: { regex_detection: { output: { patterns: [a] } } }, output: { flows: [r] } }";
    const files = {
      "config.yml": yaml,
      "r.co": 'define flow r\n  $o = execute detect_regex_pattern(source="output")\n',
    };
    expect(configWarnings(RailsConfig.fromFiles(files))).toEqual([]);
  });

  it("reports undefined messages, and events without a handler", () => {
    const yaml = "rails: { output: { flows: [r] } }";
    const colang =
      "define flow r\n  execute my_check\n  bot refuse politely\n  bot inform answer unknown\n  create event Foo\n  create event FooException\n";
    const config = RailsConfig.fromFiles({ "config.yml": yaml, "r.co": colang });
    expect(configWarnings(config).map(({ line, message }) => `${line}: ${message}`)).toEqual([
      "3: Nobody has written what `bot refuse politely` says, so the refusal is said: write `define bot refuse politely`",
      "5: The event Foo has no effect here",
    ]);
  });

  it("reports comparisons of an outcome with a text, which are never equal", () => {
    const yaml = "rails: { input: { flows: [r] } }";
    const colang = `define flow r
  $allowed = execute self_check_input
  $own = execute my_check
  if $own == "no" and $allowed == False
    stop
  if not ($x or $allowed == "no")
    stop
`;
    const config = RailsConfig.fromFiles({ "config.yml": yaml, "r.co": colang });
    expect(configWarnings(config).map(({ line, message }) => `${line}: ${message}`)).toEqual([
      "6: What `self_check_input` gives equals no text, unless it is an action of yours: ask `if $allowed.is_blocked`",
    ]);
  });

  it("reports a text under a name that only prompts have", () => {
    const colang = `define flow r
  $a = execute act(text=$user_input)
  $bot_output = $bot_message
  if "x" in $user_input
    stop
  execute act($bot_output, $bot_response.text)
`;
    const files = { "config.yml": "rails: { output: { flows: [r] } }", "r.co": colang };
    const why = (name: string, meant: string): string =>
      `Nobody sets \`$${name}\`, so it is None unless the context of a request has it: the text is \`$${meant}\``;
    const told = configWarnings(RailsConfig.fromFiles(files)).map(({ line, message }) => [line, message]);
    expect(told).toEqual([
      [2, why("user_input", "user_message")],
      [6, why("bot_response", "bot_message")],
    ]);
  });

  it.each([
    ["bot reveal a secret\n  bot refuse to respond", true],
    ["$x = 1\n  stop", true],
    ["execute act\n  stop", false],
    ["if $x\n    stop\n  bot refuse to respond", false],
    ["do other\n  stop", false],
    ["$user_message = $user_message", false],
  ])("reports a rail that blocks without a call: %j", (body, isTold) => {
    const files = {
      "config.yml": "rails: { input: { flows: [r] } }\nbot_messages: { reveal a secret: [it is x] }\n",
      "r.co": `define flow r\n  ${body}\n\ndefine flow other\n  stop\n`,
    };
    const told = configWarnings(RailsConfig.fromFiles(files)).filter(({ message }) =>
      message.startsWith("Nothing is asked"),
    );
    expect(told).toHaveLength(isTold ? 1 : 0);
  });

  it("reports flows with a former name", () => {
    expect(
      configWarnings(configOf("rails: { output: { flows: [check facts] } }")).map(({ message }) => message),
    ).toEqual(["The flow `check facts` is called `self check facts` today"]);
  });

  it("reports single keys that a rail does not use", () => {
    const yaml =
      "rails: { config: { jailbreak_detection: { server_endpoint: http://localhost:1, embedding: x } }, input: { flows: [jailbreak detection heuristics] } }";
    expect(configWarnings(configOf(yaml)).map(({ path }) => path)).toEqual([
      "rails.config.jailbreak_detection.embedding",
    ]);
  });
});
