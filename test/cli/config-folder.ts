import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder with these files, which is deleted after the test. */
export const folder = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), "edgerails-cli-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
};

/** A `config.yml` with a scripted model. JSON is valid YAML. */
export const scripted = (parameters: object, more: object = {}): string =>
  JSON.stringify({ models: [{ type: "main", engine: "scripted", model: "m", parameters }], ...more });

const judge = (parameters: object): object => ({
  type: "self_check_output",
  engine: "scripted",
  model: "judge",
  parameters,
});

/** A config whose judge blocks the word `secret`. */
export const judged = (replies: readonly unknown[], streaming: object = { enabled: true }, more: object = {}): string =>
  JSON.stringify({
    models: [
      { type: "main", engine: "scripted", model: "m", parameters: { replies } },
      judge({ replies: [{ match: "secret", content: "Yes" }, "No"] }),
    ],
    rails: { output: { flows: ["self check output"], streaming } },
    ...more,
  });
