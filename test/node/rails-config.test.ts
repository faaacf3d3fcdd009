import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfigFiles } from "../../src/node/load-config-dir.ts";
import { RailsConfig } from "../../src/node/rails-config.ts";

let root = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "edgerails-config-"));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const FOLDER = {
  "config.yml": "models: [{type: main, engine: openai, model: gpt-4o}]\nimport_paths: [shared]",
  "prompts.yml": "prompts: [{task: self_check_output, content: x}]",
  "shared/rails.yaml": "rails: {output: {flows: [self check output], streaming: {enabled: True}}}",
  "shared/deep/messages.co": 'define bot refuse to respond\n  "No."',
  "kb/facts.md": "# Facts",
  "kb/ignored.yml": "not: read",
  "kb_settings.yml": "knowledge_base: {folder: kb}",
  "actions.py": "raise SystemExit",
  "notes.txt": "x",
};

test("fromPath reads a folder and everything below it", async () => {
  await write(FOLDER);
  const config: RailsConfig = await RailsConfig.fromPath(root);
  expect(config).toBeInstanceOf(RailsConfig);
  expect(config.models[0]?.model).toBe("gpt-4o");
  expect(config.prompts).toHaveLength(1);
  expect(config.rails.output).toMatchObject({ flows: ["self check output"], streaming: { enabled: true } });
  expect(config.botMessages).toEqual({ "refuse to respond": ["No."] });
  expect(config.other).toMatchObject({ docs: [{ file: "kb/facts.md" }], knowledge_base: { folder: "kb" } });
  expect(config.warnings.map(({ source }) => source)).toEqual(["kb/facts.md", "kb_settings.yml", "actions.py"]);
});

test("fromPath takes a URL, and a YAML file alone", async () => {
  await write(FOLDER);
  const file = pathToFileURL(join(root, "shared/rails.yaml"));
  expect((await RailsConfig.fromPath(file)).rails.output.flows).toEqual(["self check output"]);
  expect((await RailsConfig.fromPath(pathToFileURL(`${root}/`))).prompts).toHaveLength(1);
});

test("fromPath names the file and the line of every issue", async () => {
  await write({ "config.yml": "models: []\nrails:\n  outputs: {}", "sub/b.yml": "passtrough: true" });
  await expect(RailsConfig.fromPath(root)).rejects.toMatchObject({
    issues: [
      expect.objectContaining({ source: "config.yml", line: 3, path: "rails.outputs" }),
      expect.objectContaining({ source: "sub/b.yml", line: 1, path: "passtrough" }),
    ],
  });
});

test("fromPath follows links once, also in a circle", async () => {
  await write({ "real/a.yml": "passthrough: true", "config/config.yml": "models: []" });
  await symlink(join(root, "real"), join(root, "config/linked"));
  await symlink(join(root, "config"), join(root, "config/linked-again"));
  await symlink(join(root, "real/a.yml"), join(root, "config/z.yml"));
  await symlink(join(root, "nowhere"), join(root, "config/broken.yml"));
  expect(Object.keys(await loadConfigFiles(join(root, "config")))).toEqual(["config.yml", "linked/a.yml"]);
});

test("fromPath reads a mounted folder whose files are links to a hidden one", async () => {
  await write({ "..2024/config.yml": "passthrough: true" });
  await symlink("..2024", join(root, "..data"));
  await symlink("..data/config.yml", join(root, "config.yml"));
  expect(Object.keys(await loadConfigFiles(root))).toEqual(["config.yml"]);
});

test("fromPath reads .railsignore of the folder or of one above it", async () => {
  await write({ ".railsignore": "draft*", "config/draft.yml": "a: [", "config/config.yml": "passthrough: true" });
  expect((await RailsConfig.fromPath(join(root, "config"))).passthrough).toBe(true);
  await write({ "config/.railsignore": "# none" });
  await expect(RailsConfig.fromPath(join(root, "config"))).rejects.toThrow("draft.yml");
});

test("fromPath rejects an invalid config", async () => {
  await write({ "config.json": "{}", "empty/notes.txt": "x" });
  await expect(RailsConfig.fromPath(join(root, "missing"))).rejects.toThrow("does not exist");
  await expect(RailsConfig.fromPath(join(root, "x".repeat(300)))).rejects.toThrow("cannot be read (ENAMETOOLONG)");
  await expect(RailsConfig.fromPath(join(root, "config.json"))).rejects.toThrow("expected a folder or a `.yml` file");
  await expect(RailsConfig.fromPath(join(root, "empty"))).rejects.toThrow("No config files");
});

test("fromPath rejects files that are too large, too many or not text", async () => {
  await write({ "big/a.yml": "#".repeat(1_048_577) });
  await expect(RailsConfig.fromPath(join(root, "big"))).rejects.toThrow("larger than 1048576 bytes");
  await write({ "binary/a.yml": new Uint8Array([0xff, 0xfe, 0xff]) });
  await expect(RailsConfig.fromPath(join(root, "binary"))).rejects.toThrow("not UTF-8");
  await write(Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`many/${index}.yml`, ""])));
  await expect(RailsConfig.fromPath(join(root, "many"))).rejects.toThrow("more than 500 files");
  await write(
    Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`sum/${index}.yml`, "#".repeat(1_000_000)])),
  );
  await expect(RailsConfig.fromPath(join(root, "sum"))).rejects.toThrow("more than 10485760 bytes");
});

test("fromPath rejects import paths outside the folder", async () => {
  await write({ "config/config.yml": "import_paths: [../shared]", "shared/a.yml": "passthrough: true" });
  await expect(RailsConfig.fromPath(join(root, "config"))).rejects.toThrow("is not inside this config's folder");
});
