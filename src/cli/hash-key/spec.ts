import type { CommandSpec } from "../command-line/command.ts";

export const hashKeySpec: CommandSpec = {
  name: "hash-key",
  summary: "Hash a key for a file of keys.",
  positionals: [],
  options: { new: { type: "boolean", description: "Make a new key and print it too, instead of reading one" } },
  examples: ["edgerails hash-key --new", "edgerails hash-key < key.txt"],
};
