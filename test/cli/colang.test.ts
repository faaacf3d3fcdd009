import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { defineAction } from "../../src/rails/action.ts";
import { run } from "./cli.ts";
import { folder, scripted } from "./config-folder.ts";

const RAIL =
  'define subflow check words\n  $bad = execute find_words(text=$user_message)\n  if $bad\n    bot say no\n    stop\n\ndefine bot say no\n  "No."\n';
const DIALOG = 'define user greet\n  "hi"\n\ndefine flow greeting\n  user greet\n  bot greet\n';
const YAML = scripted({ replies: ["fine"] }, { rails: { input: { flows: ["check words"] } } });

test("validate reports dialog in one line, and skips it if configured", async () => {
  const path = await folder({ "config.yml": scripted({ replies: ["fine"] }), "rails.co": DIALOG });
  const refused = await run(["validate", path]);
  expect(refused.code).toBe(1);
  const errors = refused.err.split("\n").filter((line) => line !== "" && !line.includes("warning: "));
  expect(errors).toEqual([expect.stringMatching(`^${path}/rails.co:4: Dialog is not run here`)]);
  const skipped = await run(["validate", "--skip-dialog", path]);
  expect(skipped.code).toBe(0);
  expect(skipped.err).toContain(`${path}/rails.co:4: warning: Dialog is skipped: the flow "greeting" will not run`);
});

test("validate warns of an action that an application registers, and a server without it does not start", async () => {
  const path = await folder({ "config.yml": YAML, "rails.co": RAIL });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(0);
  expect(err).toContain(`${path}/rails.co:2: warning: The action \`find_words\` is not there`);
  const server = await run(["server", "--config", path, "--port", "0"]);
  expect(server.code).toBe(1);
  expect(server.err).toContain("rails.co:2: The action `find_words` is not there");
});

test("validate distinguishes rails of a file that cannot be parsed from unknown ones", async () => {
  const path = await folder({ "config.yml": YAML, "rails.co": `${RAIL}\ndefine flow x\n  for $a in $b\n` });
  const { code, err } = await run(["validate", path]);
  expect([code, err.trim().split("\n")]).toEqual([1, [expect.stringMatching(/rails\.co:11: There is no for/)]]);
});

test("bundle includes the flows and the dialog setting of a config", async () => {
  const path = await folder({ "config.yml": YAML, "rails.co": RAIL, "dialog.co": DIALOG });
  expect((await run(["bundle", path, "-o", `${path}/out.mjs`])).code).toBe(1);
  expect((await run(["bundle", "--skip-dialog", path, "-o", `${path}/out.mjs`])).code).toBe(0);
  expect((await run(["bundle", "--skip-dialog", path, "-o", `${path}/out.json`])).code).toBe(0);
  const object = JSON.parse(await readFile(`${path}/out.json`, "utf8")) as object;
  const actions = [defineAction("find_words", ({ text }) => String(text).includes("bomb"))];
  const rails = new LLMRails(RailsConfig.fromObject(object), { actions, onWarning: () => {} });
  const ask = async (content: string): Promise<unknown> =>
    (await rails.generateAsync({ messages: [{ role: "user", content }] })).content;
  expect([await ask("a bomb"), await ask("a cake")]).toEqual(["No.", "fine"]);
});
