import { expect, test } from "vitest";
import { BIN, Process, run } from "./cli.ts";

const COMMANDS = [
  "init",
  "chat",
  "play",
  "server",
  "validate",
  "find-providers",
  "bundle",
  "torture",
  "replay",
  "eval",
  "hash-key",
] as const;

test.each(COMMANDS)("%s --help describes the command's arguments", async (command) => {
  const { code, out, err } = await run([command, "--help"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  await expect(out).toMatchFileSnapshot(`./help/${command}.txt`);
});

test.each(COMMANDS)("%s accepts -h and help, also with other options", async (command) => {
  const { out } = await run([command, "--help"]);
  expect((await run([command, "-h"])).out).toBe(out);
  expect((await run(["help", command])).out).toBe(out);
  expect((await run(["--help", command])).out).toBe(out);
});

test("--help lists the commands", async () => {
  const { code, out } = await run(["--help"]);
  expect(code).toBe(0);
  await expect(out).toMatchFileSnapshot("./help/program.txt");
  for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, "m"));
});

test("no command is an error with the help text", async () => {
  const { code, out, err } = await run([]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toBe((await run(["--help"])).out);
});

test("the program prints its version", async () => {
  const { code, out } = await new Process(BIN, ["--version"]).end().ended;
  expect(code).toBe(0);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await run(["-v"])).out).toBe(out);
});

test.each([
  [["chatt"], 'Unknown command "chatt", did you mean "chat"?', "edgerails --help"],
  [["--streaming"], 'Unknown option "--streaming"', "edgerails --help"],
  [["chat", "--streamin"], 'Unknown option "--streamin", did you mean "--streaming"?', "edgerails chat --help"],
  [["chat", "--streaming=yes"], 'Option "--streaming" takes no value', "edgerails chat --help"],
  [["chat", "--config"], 'Option "--config" needs a value: --config PATH', "edgerails chat --help"],
  [["chat", "--config", "--streaming"], 'Option "--config" needs a value', "edgerails chat --help"],
  [["chat", "a", "b"], 'Unexpected argument "b"', "edgerails chat --help"],
  [["chat", "a", "--config", "b"], 'Two configs were given, "a" and "b"', "edgerails chat --help"],
  [["chat", "--config", "a", "--config", "b"], 'Option "--config" was given 2 times', "edgerails chat --help"],
  [["chat", "--config-id", "a"], "add --server-url", "edgerails chat --help"],
  [["chat", "a", "--server-url", "http://localhost"], "A server has its own configs", "edgerails chat --help"],
  [["chat", "-x"], 'Unknown option "-x"', "edgerails chat --help"],
  [["server", "mine"], 'Unexpected argument "mine": a config is named by `--config mine`', "edgerails server --help"],
  [["server", "--port", "http"], 'Invalid port "http"', "edgerails server --help"],
  [["server", "--port", "70000"], 'Invalid port "70000"', "edgerails server --help"],
  [["server", "--prefix", "no slash"], 'Invalid prefix "no slash"', "edgerails server --help"],
  [
    ["validate", "--config", "a"],
    "the config follows without it, `edgerails validate PATH`",
    "edgerails validate --help",
  ],
  [["validate"], "PATH is missing", "edgerails validate --help"],
  [["bundle", "-o", "x.js"], "PATH is missing", "edgerails bundle --help"],
  [["\u001b[31mred"], 'Unknown command "␛[31mred"', "edgerails --help"],
])("an invalid command line is an error of one line and a hint: %j", async (argv, message, hint) => {
  const { code, out, err } = await run(argv);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(err.split("\n")).toEqual([expect.any(String), `Run \`${hint}\` for what is known.`, ""]);
});
