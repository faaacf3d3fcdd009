import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { withoutUndefined } from "../../config/plain-data.ts";
import { ConfigError } from "../../errors.ts";
import type { GatewayKey } from "../../server/api-keys.ts";

const ids = v.array(v.string("expected the id of a config"), "expected a list of configs");

const key = v.strictObject(
  {
    sha256: v.string("expected what `edgerails hash-key` prints"),
    name: v.optional(v.string("expected a text")),
    configs: v.optional(ids),
    choices: v.optional(ids),
  },
  (issue) =>
    issue.expected === "never"
      ? "no such field: use sha256, name, configs and choices"
      : "expected a key with a sha256",
);

const file = v.strictObject({ keys: v.array(key, "expected a list of keys") }, "expected `keys:` with a list");

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ConfigError([{ source: path, message: "The file of keys cannot be read" }], { cause });
  }
};

/** Parses YAML. The parser's message is not shown, since it may quote a key, which must not get into a log. */
const yamlOf = (text: string, path: string): unknown => {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length === 0) return document.toJS() as unknown;
  throw new ConfigError([{ source: path, message: "The file of keys is not valid YAML" }]);
};

/**
 * The keys in a file, YAML or JSON: `keys:` with a list of `sha256` and, for what they are bound to, `name`, `configs`
 * and `choices`. Throws a ConfigError for everything else: a misspelt name would leave a key unbound.
 */
export const readKeysFile = async (path: string): Promise<readonly GatewayKey[]> => {
  const result = v.safeParse(file, yamlOf(await readText(path), path));
  if (result.success) {
    return result.output.keys.map((one) => withoutUndefined<GatewayKey>(one));
  }
  throw new ConfigError(
    result.issues.map((issue) => {
      const at = v.getDotPath(issue);
      return { source: path, message: issue.message, ...(at === null ? {} : { path: at }) };
    }),
  );
};
