import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";

type Files = Readonly<Record<string, string>>;

const CONFIG = "rails: { input: { flows: [check words] } }\n";
const RAIL = "define subflow check words\n  do helper\n\ndefine subflow helper\n  stop\n";
const DIALOG =
  'define user greet\n  "hi"\n\ndefine flow\n  user greet\n  bot greet\n\ndefine flow bye\n  user bye\n  bot bye\n';

const load = (files: Files, dialog?: "skip" | "refuse"): RailsConfig =>
  RailsConfig.fromFiles(files, dialog === undefined ? {} : { dialog });

const issuesOf = (files: Files, dialog?: "skip" | "refuse"): readonly string[] => {
  try {
    load(files, dialog);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ source, line, message }) => `${source}:${line}: ${message}`);
  }
};

const warningsOf = (config: RailsConfig): readonly string[] =>
  config.warnings.map(({ source, line, message }) => `${source}:${line}: ${message}`);

describe("the flows of Colang files", () => {
  it("are those that rails name, and those that these call, from any file", () => {
    const [rail = "", helper = ""] = RAIL.split("\n\n");
    const { flows, warnings } = load({ "config.yml": CONFIG, "a.co": `${rail}\n`, "b.co": helper });
    expect(flows.map(({ name, source }) => [name, source])).toEqual([
      ["check words", "a.co"],
      ["helper", "b.co"],
    ]);
    expect(warnings).toEqual([]);
  });

  it("are reported as dialog with their line, in one issue per file", () => {
    expect(issuesOf({ "config.yml": CONFIG, "rails.co": RAIL, "dialog.co": DIALOG })).toEqual([
      expect.stringMatching(/^dialog\.co:4: Dialog is not run here.*2 flows wait.*\(line 4, "bye"\).*--skip-dialog/),
    ]);
  });

  it.each(["the config", "the caller"])("are skipped with a warning that names them if %s says so", (who) => {
    const yaml = who === "the config" ? `${CONFIG}colang: { dialog: skip }\n` : CONFIG;
    const files = { "config.yml": yaml, "dialog.co": DIALOG, "rails.co": RAIL };
    const config = load(files, who === "the config" ? undefined : "skip");
    expect(config.flows.map(({ name }) => name)).toEqual(["check words", "helper"]);
    expect(warningsOf(config)).toContain('dialog.co:4: Dialog is skipped: 2 flows line 4, "bye" will not run');
    expect(config.toObject()["colang"]).toMatchObject({ dialog: "skip" });
  });

  it("are reported if nothing runs them", () => {
    expect(warningsOf(load({ "rails.co": RAIL }))).toEqual([
      'rails.co:1: Nothing runs the flows "check words", "helper": name what is a rail under `rails.input.flows` and the like',
    ]);
  });

  it("remain in a bundle, including errors and lines", () => {
    const object = load({ "config.yml": CONFIG, "rails.co": RAIL }).toObject();
    expect(RailsConfig.fromObject(object).flows).toEqual(load({ "config.yml": CONFIG, "rails.co": RAIL }).flows);
  });

  it("may be defined only once if they run", () => {
    const files = { "config.yml": CONFIG, "a.co": RAIL, "b.co": RAIL };
    expect(issuesOf(files)).toEqual([
      'b.co:1: The flow "check words" is defined in a.co:1 already: keep one of the two',
      'b.co:4: The flow "helper" is defined in a.co:4 already: keep one of the two',
    ]);
  });

  it.each(["flow main\n  match x", "import core", "# text\nbot hi"])("are not recognized as Colang 2: %j", (text) => {
    expect(issuesOf({ "config.yml": CONFIG, "main.co": text })).toEqual([expect.stringContaining("This is Colang 2")]);
  });

  it("of Colang 2 are one issue if the config declares that version", () => {
    const files = {
      "config.yml": "colang_version: 2.x\n",
      "main.co": "flow main\n  match x",
      "more.co": "flow b\n  a",
    };
    expect(issuesOf(files)).toEqual([expect.stringMatching(/^config.yml:1: Colang 2 is not supported/)]);
  });

  it.each([
    ["a line that stands in nothing", '  bot hi\ndefine bot a\n  "b"', 1, /Expected define user/],
    ["a condition", 'define bot a\n  if $x\n    "b"', 2, /Expected a text in double quotes/],
    ["two texts in a line", 'define user a\n  "x" and "y"', 2, /Expected a text in double quotes/],
    ["an open text", 'define bot a\n  "b\n  c\n', 2, /.*no closing quote/],
  ])("must not be in a file with errors: %s", (_name, text, line, message) => {
    expect(issuesOf({ "x.co": text })).toEqual([
      expect.stringMatching(new RegExp(`^x\\.co:${line}: ${message.source}`)),
    ]);
  });

  it.each([
    ["a docstring", 'define flow check words\n  """\n  as in\ndefine user greet\n  """\n  $a = = 1\n  bot refuse\n', 6],
    ["a line that goes on", "define flow \\\n  check words\n  $a = = 1\n  bot refuse\n", 3],
  ])("must not be followed by errors after %s if dialog is skipped", (_what, text, line) => {
    const rail = `define user hi\n  "hi"\n\n${text}`;
    expect(issuesOf({ "config.yml": CONFIG, "x.co": rail }, "skip")).toEqual([
      expect.stringMatching(new RegExp(`^x\\.co:${line + 3}:`)),
    ]);
  });

  it("may have errors if they are dialog that is skipped, but not if they are rails", () => {
    const faulty = 'define flow x\n  user hi\n  for $a in $b\n\ndefine user a\n  "x" and "y"\n';
    expect(issuesOf({ "x.co": faulty }, "skip")).toEqual([]);
    expect(issuesOf({ "config.yml": CONFIG, "x.co": "define flow check words\n  for $a in $b\n" }, "skip")).toEqual([
      expect.stringMatching(/^x\.co:2: There is no for/),
    ]);
  });

  it.each([
    ["a", true],
    ["b", true],
    ["unsaid", false],
    ["refuse to respond", true],
  ])(
    "must not use a message with an error; other messages may have some if dialog is skipped: %s",
    (name, isRefused) => {
      const rail = "define flow check words\n  if $x\n    bot a\n  else\n    bot b\n  stop\n";
      const files = { "config.yml": CONFIG, "x.co": `${rail}define bot ${name}:\n  no quotes\n` };
      expect(issuesOf(files, "skip")).toHaveLength(isRefused ? 1 : 0);
      expect(issuesOf(files)).toEqual([expect.stringMatching(/^x\.co:8: Expected a text in double quotes/)]);
    },
  );

  it("in YAML are checked for dialog", () => {
    const files = { "config.yml": "flows: [{ id: a, elements: [{ user: hi }] }]\ncolang: { dialog: skip }\n" };
    expect(warningsOf(load(files))).toEqual(["config.yml:1: `flows` has no effect: dialog is not run here, rails are"]);
  });

  describe("that rails name and that wait", () => {
    const config = (...flows: readonly string[]): string =>
      `rails: { input: { flows: [${flows.join(", ")}, check words] } }\n`;
    const WAITING = `define flow all dialog\n  user hi\n  bot hi\n  stop\n\n${RAIL}`;

    it("for the user of Colang 2 are dialog, and the rest of the flow is ignored", () => {
      const files = {
        "config.yml": config("all dialog"),
        "x.co": WAITING.replace("user hi", "user said $text\n  if $text contains 1\n    stop"),
      };
      expect(issuesOf(files, "skip")).toEqual([]);
      expect(warningsOf(load(files, "skip"))[0]).toMatch(
        /the rail "all dialog" waits for the user here.*CHECKS NOTHING/,
      );
    });

    it("are dialog: one issue per file", () => {
      expect(issuesOf({ "config.yml": config("all dialog"), "x.co": WAITING })).toEqual([
        expect.stringMatching(/^x\.co:1: Dialog is not run here.*a flow waits.*\("all dialog"\).*--skip-dialog/),
      ]);
    });

    it("are left out if dialog is skipped, including errors in them, with a warning that they check nothing", () => {
      const faulty = WAITING.replace("  bot hi", "  if $x contains 2\n    stop");
      for (const text of [WAITING, faulty]) {
        const loaded = load({ "config.yml": config("all dialog"), "x.co": text }, "skip");
        expect([loaded.skippedFlows, loaded.flows.map(({ name }) => name)]).toEqual([
          ["all dialog"],
          ["check words", "helper"],
        ]);
        expect(warningsOf(loaded)[0]).toMatch(
          /^x\.co:2: .*the rail "all dialog" waits for the user here, so its flow is left out and CHECKS NOTHING/,
        );
      }
    });

    it("run up to the wait if dialog is skipped", () => {
      const text = "define flow check words\n  execute act\n  user hi\n  stop\n";
      const loaded = load({ "config.yml": CONFIG, "x.co": text }, "skip");
      expect(loaded.flows[0]?.body.map(({ kind }) => kind)).toEqual(["execute"]);
      expect(warningsOf(loaded)).toEqual([
        'x.co:3: Dialog is skipped: the rail "check words" waits for the user here, and what follows does not run',
      ]);
    });

    it("for anything at their start are reported, and the wait is ignored", () => {
      const loaded = load({ "config.yml": CONFIG, "x.co": "define flow check words\n  user ...\n  stop\n" });
      expect(loaded.flows[0]?.body.map(({ kind }) => kind)).toEqual(["stop"]);
      expect(warningsOf(loaded)).toEqual([expect.stringMatching(/^x\.co:2: .*this wait is passed over/)]);
    });
  });

  it("are not defined by an empty key", () => {
    expect(issuesOf({ "config.yml": "rails:\n  output:\n    flows:\n" })).toEqual([
      expect.stringMatching(/expected a list but found nothing/),
    ]);
  });
});
