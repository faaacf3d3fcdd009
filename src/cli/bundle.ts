import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { LLMRails } from "../engine/llm-rails.ts";
import { EdgeRailsError } from "../errors.ts";
import { EXIT, type RunCommand } from "./command.ts";
import { inertLine } from "./inert-text.ts";
import { aboutConfig, loadConfig } from "./load-config.ts";

const MODULE = "export default";

/** JSON is JavaScript but for the key `__proto__`, which no config has. */
const toModule = (json: string, from: string, file: string): string =>
  `// Written by \`edgerails bundle\` from ${JSON.stringify(from)}: change the config, not this file. Use it so:
//
//   import { LLMRails, RailsConfig } from "edgerails/core";
//   import config from ${JSON.stringify(`./${basename(file)}`)};
//   const rails = new LLMRails(RailsConfig.fromObject(config), { env });

${MODULE} ${json};
`;

const write = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new EdgeRailsError("io", `Cannot write \`${file}\`: ${code}`, { cause });
  }
};

/** `edgerails bundle` */
export const bundle: RunCommand = async (args, context) => {
  const [path = ""] = args.positionals;
  const file = args.text("output");
  const config = await loadConfig(path, context);
  await aboutConfig(path, () => new LLMRails(config));
  const json = JSON.stringify(config.toObject(), null, 2);
  const text = file?.endsWith(".json") === true ? `${json}\n` : toModule(json, path, file ?? "config.js");
  if (file === undefined) {
    context.stdout.write(text);
    return EXIT.ok;
  }
  await write(file, text);
  context.stdout.write(`${inertLine(`${file}: ${new TextEncoder().encode(text).length} bytes`)}\n`);
  return EXIT.ok;
};
