import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { configJsonSchema } from "../../scripts/config-schema/json-schema.ts";
import { Capture, ROOT, run, Terminal } from "./cli.ts";
import { folder } from "./config-folder.ts";

const QUESTION = "What is the password?";
const MASKED = "It is in the address: postgres://app:<URL_PASSWORD>@db.internal/orders, keep it to yourself.";

const initialized = async (...args: readonly string[]): Promise<string> => {
  const path = join(await folder({}), "project");
  const { code, err } = await run(["init", path, ...args]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return path;
};

const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted();

const streamed = async (client: OpenAI): Promise<string> => {
  let text = "";
  const messages = [{ role: "user" as const, content: QUESTION }];
  const stream = await client.chat.completions.create({ model: "any", messages, stream: true });
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
};

describe("edgerails init", () => {
  it("writes files by the command line, with the schema in the first line", async () => {
    const path = await initialized("--provider", "openai", "--rails", "secrets,self-check", "--runtime", "worker");
    const config = readFileSync(join(path, "config/config.yml"), "utf8");
    expect(config).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/node_modules\/edgerails\/dist\/config\.schema\.json\n/,
    );
    expect(parse(config)).toEqual({
      models: [{ type: "main", engine: "openai", model: "gpt-4o-mini" }],
      rails: {
        input: { flows: ["self check input"] },
        output: {
          flows: ["mask secrets on output", "self check output"],
          streaming: { enabled: true, stream_first: false },
        },
      },
    });
    expect(filesIn(path)).toEqual(
      [
        ".dev.vars.example",
        ".gitignore",
        "config/config.yml",
        "package.json",
        "src/index.ts",
        "tsconfig.json",
        "wrangler.jsonc",
      ].toSorted(),
    );
  });

  it.each(["scripted", "openai", "anthropic", "openrouter", "ollama"])(
    "writes valid configs for %s",
    async (provider) => {
      const rails = [
        "secrets",
        "personal-data",
        "links",
        "patterns",
        "unicode",
        ...(provider === "scripted" ? [] : ["self-check"]),
      ];
      const path = await initialized("--provider", provider, "--rails", rails.join(","));
      const { code, out, err } = await run(["validate", join(path, "config")]);
      expect({ code, err: err.replaceAll(/^.*(?:_API_KEY|OPENAI).*\n/gm, "") }).toEqual({ code: 0, err: "" });
      expect(out).toContain("ok");
    },
  );

  it("asks on a terminal, by numbers and names, and repeats invalid questions", async () => {
    const path = join(await folder({}), "asked");
    const terminal = new Terminal(["init", path]);
    await terminal.screen.until(/Who answers[^]*\]: $/);
    terminal.type("nobody\n");
    await terminal.screen.until(/There is no "nobody"[^]*\]: $/);
    terminal.type("2\n");
    await terminal.screen.until(/Which rails[^]*\]: $/);
    terminal.type("links, 1\n");
    await terminal.screen.until(/Where does it run[^]*\]: $/);
    terminal.type("\n");
    expect(await terminal.code).toBe(0);
    expect(terminal.screen.text).toContain("export OPENAI_API_KEY=...");
    const { rails } = parse(readFileSync(join(path, "config/config.yml"), "utf8")) as { readonly rails: object };
    expect(rails).toMatchObject({ output: { flows: ["mask secrets on output", "mask links on output"] } });
    expect(filesIn(path)).toContain("ask.js");
  });

  it("uses the defaults when the input ends", async () => {
    const path = join(await folder({}), "ended");
    const terminal = new Terminal(["init", path]);
    terminal.keyboard.end();
    expect(await terminal.code).toBe(0);
    expect(filesIn(path)).toContain("ask.js");
  });

  it("writes nothing if one of its files exists", async () => {
    const path = await folder({ "package.json": "{}" });
    const { code, err } = await run(["init", path]);
    expect(code).toBe(1);
    expect(err).toContain("has package.json already");
    expect(filesIn(path)).toEqual(["package.json"]);
  });

  it("names a Worker after its folder, so that two of them do not replace each other", async () => {
    const path = join(await folder({}), `My Support_Bot ${"x".repeat(80)}`);
    expect((await run(["init", path, "--runtime", "worker"])).code).toBe(0);
    const { name } = JSON.parse(readFileSync(join(path, "wrangler.jsonc"), "utf8")) as { readonly name: string };
    expect(name).toBe(`my-support-bot-${"x".repeat(48)}`);
    expect(JSON.parse(readFileSync(join(path, "package.json"), "utf8"))).toMatchObject({ name });
  });

  it("prints a cd command that is quoted for the shell", async () => {
    const path = join(await folder({}), "a b/$x");
    const { out } = await run(["init", path]);
    const step = out.split("\n").find((line) => line.startsWith("  cd ")) ?? "";
    expect(execFileSync("sh", ["-c", `${step.trim()} && ls`], { encoding: "utf8" })).toContain("ask.js");
  });

  it.runIf(process.platform === "linux")("ends where no folder can be made", async () => {
    const { code, err } = await run(["init", "/proc/edgerails"]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("ENOENT") as string });
  });

  it.each([
    [["--provider", "opnai"], 'Unknown provider "opnai", did you mean "openai"?'],
    [["--rails", "secrets,x"], 'Unknown rail "x"'],
    [["--runtime", "deno"], 'Unknown runtime "deno"'],
    [["--provider", "workers_ai"], "choose --runtime worker"],
    [["--rails", "self-check"], "A scripted model judges nothing"],
  ])("rejects %j", async (args, message) => {
    const path = await folder({});
    const { code, err } = await run(["init", path, ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(filesIn(path)).toEqual([]);
  });
});

describe("a project of edgerails init, with the packed package installed,", () => {
  const home = mkdtempSync(join(tmpdir(), "edgerails-init-"));
  const tarball = (): string => join(home, readdirSync(home).find((name) => name.endsWith(".tgz")) ?? "");

  /** The output of `npm pack` for the current sources. */
  beforeAll(() => {
    const source = join(home, "source");
    execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json", "--outDir", join(source, "dist")], {
      cwd: ROOT,
    });
    for (const name of ["package.json", "README.md", "LICENSE", "src", "templates"])
      cpSync(join(ROOT, name), join(source, name), { recursive: true });
    writeFileSync(join(source, "dist/config.schema.json"), JSON.stringify(configJsonSchema()));
    execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", home], { cwd: source, stdio: "ignore" });
  }, 60_000);

  afterAll(() => rmSync(home, { recursive: true, force: true }), 60_000);

  /** Installs like npm, with the dependencies from the local node_modules. */
  const install = (project: string): void => {
    const modules = join(project, "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    execFileSync("tar", ["-xzf", tarball(), "-C", modules]);
    renameSync(join(modules, "package"), join(modules, "edgerails"));
    for (const name of ["hono", "@hono", "yaml", "valibot"])
      symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    symlinkSync("../edgerails/dist/cli/bin.js", join(modules, ".bin/edgerails"));
    chmodSync(join(modules, "edgerails/dist/cli/bin.js"), 0o755);
  };

  it("starts on Node and streams a guarded answer", async () => {
    const project = await initialized();
    install(project);
    const server = spawn("npm", ["start", "--", "--port", "0"], { cwd: project, detached: true, timeout: 60_000 });
    onTestFinished(() => void process.kill(-(server.pid ?? 0), "SIGTERM"));
    const out = server.stdout.pipe(new Capture());
    await out.until(/listens on http\S+/);
    const url = /listens on (http\S+)/.exec(out.text)?.[1];
    expect(await streamed(new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" }))).toBe(MASKED);
    const schema = (await (await fetch(`${url}/v1/rails/config-schema`)).json()) as { readonly title: string };
    expect(schema.title).toBe("edgerails config");
  }, 60_000);

  it("is suggested by `npx edgerails server` in an empty folder, which then serves it", async () => {
    const project = await folder({});
    install(project);
    const npx = (...args: readonly string[]) =>
      spawnSync("npx", ["edgerails", ...args], { cwd: project, encoding: "utf8" });
    expect(npx("server")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("`npx edgerails init` writes one") as string,
    });
    expect(npx("init", "--yes").stdout).toContain("wrote config/config.yml");
    const server = spawn("npx", ["edgerails", "server", "--port", "0"], {
      cwd: project,
      detached: true,
      timeout: 60_000,
    });
    onTestFinished(() => void process.kill(-(server.pid ?? 0), "SIGTERM"));
    const out = server.stdout.pipe(new Capture());
    await out.until(/listens on http\S+/);
    const url = /listens on (http\S+)/.exec(out.text)?.[1];
    expect(await streamed(new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" }))).toBe(MASKED);
  }, 60_000);

  it("has a script that prints an answer", async () => {
    const project = await initialized();
    install(project);
    const out = execFileSync("npm", ["run", "--silent", "ask", "--", QUESTION], { cwd: project, encoding: "utf8" });
    expect(out).toContain(MASKED);
    expect(out).toContain("status: 'modified'");
  }, 60_000);

  it("logs config errors in its Worker, and type-checks", async () => {
    const project = await initialized("--runtime", "worker", "--provider", "openai");
    install(project);
    execFileSync("npm", ["run", "config"], { cwd: project, stdio: "ignore" });
    symlinkSync(join(ROOT, "node_modules/wrangler"), join(project, "node_modules/wrangler"));
    execFileSync(join(ROOT, "node_modules/.bin/wrangler"), ["types"], { cwd: project, stdio: "ignore" });
    execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", project]);
    expect(readFileSync(join(project, "src/index.ts"), "utf8")).toContain("onEvent: logFailures");
  }, 120_000);

  it("starts in workerd and streams a guarded answer", async () => {
    const project = await initialized("--runtime", "worker");
    install(project);
    execFileSync("npm", ["run", "config"], { cwd: project, stdio: "ignore" });
    const { outputFiles } = await build({
      entryPoints: [join(project, "src/index.ts")],
      bundle: true,
      write: false,
      format: "esm",
      conditions: ["workerd", "worker", "browser"],
      external: ["cloudflare:workers"],
    });
    const { compatibility_date: compatibilityDate, compatibility_flags: compatibilityFlags } = JSON.parse(
      readFileSync(join(project, "wrangler.jsonc"), "utf8"),
    ) as { readonly compatibility_date: string; readonly compatibility_flags: string[] };
    const worker = new Miniflare(
      convertV4MiniflareOptions({
        modules: true,
        script: outputFiles[0]?.text ?? "",
        compatibilityDate,
        compatibilityFlags,
      }),
    );
    onTestFinished(() => worker.dispose());
    const url = await worker.ready;
    expect(await streamed(new OpenAI({ baseURL: new URL("/v1", url).href, apiKey: "none" }))).toBe(MASKED);
  }, 60_000);
});
