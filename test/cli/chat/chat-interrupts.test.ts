import { expect, test } from "vitest";
import { BIN, CTRL_C, CTRL_D, EXAMPLES, Process, Terminal } from "../cli.ts";
import { folder, scripted } from "../config-folder.ts";

const endless = (): Promise<string> =>
  folder({ "config.yml": scripted({ replies: ["A few words."], fault: { stall_after: 3 } }) });

test("chat exits on the second Ctrl-C at the prompt", async () => {
  const terminal = new Terminal(["chat", `${EXAMPLES}/hello`]);
  await terminal.screen.until(/> /);
  terminal.type(CTRL_C);
  await terminal.screen.until(/press Ctrl \+ C again to quit/);
  terminal.type(CTRL_C);
  expect(await terminal.code).toBe(0);
});

test("chat stops the running answer at the first Ctrl-C and exits at the second", async () => {
  const terminal = new Terminal(["chat", await endless(), "--streaming"]);
  await terminal.screen.until(/> /);
  terminal.type("x\r");
  await terminal.screen.until(/A few words\./);
  terminal.type(CTRL_C);
  await terminal.screen.until(/\(stopped\)\n\n.*> /s);
  terminal.type(CTRL_C);
  expect(await terminal.code).toBe(0);
  expect(terminal.errors.text).toBe("");
});

test("chat continues after an answer was stopped", async () => {
  const path = await folder({
    "config.yml": scripted({ replies: [{ match: "stop me", content: "Words.", fault: { stall_after: 1 } }, "Fine."] }),
  });
  const terminal = new Terminal(["chat", path, "--streaming"]);
  await terminal.screen.until(/> /);
  terminal.type("stop me\r");
  await terminal.screen.until(/Words\./);
  terminal.type(CTRL_C);
  await terminal.screen.until(/\(stopped\)/);
  terminal.type("next\r");
  await terminal.screen.until(/Fine\./);
  terminal.type(CTRL_D);
  expect(await terminal.code).toBe(0);
});

test("chat as a process stops its answer at SIGINT and exits at the next", async () => {
  const process = new Process(BIN, ["chat", await endless(), "--streaming"]);
  process.write("x\ny\nnever asked\n");
  await process.out.until(/A few words\./);
  process.signal("SIGINT");
  await process.out.until(/\(stopped\)[^]*words\./);
  process.signal("SIGINT");
  const { code, out, err } = await process.ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.match(/^> /gm)).toHaveLength(2);
});
