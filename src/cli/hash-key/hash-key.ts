import { createHash, randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { EdgeRailsError } from "../../errors.ts";
import { EXIT, type RunCommand } from "../command-line/command.ts";

/** Characters. Shorter keys could be found from their hash by trying all. */
const MIN_LENGTH = 16;

const NEW_BYTES = 32;

const firstLine = async (stdin: NodeJS.ReadableStream): Promise<string> => {
  for await (const line of createInterface({ input: stdin })) return line.trim();
  return "";
};

const readKey = async (stdin: NodeJS.ReadableStream): Promise<string> => {
  const key = await firstLine(stdin);
  if (!/^\S+$/.test(key)) throw new EdgeRailsError("usage", "Expected a key without spaces on standard input");
  if (key.length >= MIN_LENGTH) return key;
  throw new EdgeRailsError(
    "usage",
    `The key is too short: whoever has its hash could guess it, take ${MIN_LENGTH} characters`,
  );
};

/** `edgerails hash-key`. Reads keys from standard input, since arguments stay in the shell's history. */
export const hashKey: RunCommand = async (args, { stdin, stdout }) => {
  const isNew = args.flag("new");
  const key = isNew ? `er-${randomBytes(NEW_BYTES).toString("base64url")}` : await readKey(stdin);
  if (isNew) stdout.write(`key: ${key}\n`);
  stdout.write(`sha256: ${createHash("sha256").update(key).digest("hex")}\n`);
  return EXIT.ok;
};
