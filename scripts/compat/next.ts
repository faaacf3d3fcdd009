// Next.js: a route for each program, built by Turbopack and by webpack, and called.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { type Bench, OWN_ENV, type Project, runIn, toolAt } from "./project.ts";

const LAYOUT = "export default ({ children }) => <html><body>{children}</body></html>;\n";

const route = (name: string): string =>
  `import { run } from "../../../programs/${name}.mjs";
export const dynamic = "force-dynamic";
export const GET = async () => new Response(await run());
`;

/** Creates an app with the installed package, Next and React. */
export const makeNextApp = ({ tools, home }: Bench, { path, programs }: Project): string => {
  const app = join(home, `next-${basename(path)}`);
  mkdirSync(join(app, "app"), { recursive: true });
  cpSync(join(path, "node_modules"), join(app, "node_modules"), { recursive: true, verbatimSymlinks: true });
  for (const name of ["next", "react", "react-dom"])
    symlinkSync(join(tools, "node_modules", name), join(app, "node_modules", name));
  cpSync(join(path, "programs"), join(app, "programs"), { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "next-app", private: true, type: "module" }));
  writeFileSync(
    join(app, "next.config.mjs"),
    `export default { turbopack: { root: ${JSON.stringify(home)} }, outputFileTracingRoot: ${JSON.stringify(home)} };\n`,
  );
  writeFileSync(join(app, "app/layout.jsx"), LAYOUT);
  for (const { name } of programs) {
    mkdirSync(join(app, "app/api", name), { recursive: true });
    writeFileSync(join(app, "app/api", name, "route.js"), route(name));
  }
  return app;
};

/** The bundler option of `next build`. */
export type NextBuild = "--turbopack" | "--webpack";

const QUIET = { CI: "1" } as const;

export interface NextServer {
  readonly ask: (name: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Builds and starts the app. Throws with Next's output if the build fails. */
export const startNext = async (bench: Bench, app: string, flag: NextBuild): Promise<NextServer> => {
  rmSync(join(app, ".next"), { recursive: true, force: true });
  runIn(app, toolAt(bench, "next"), ["build", flag], QUIET);
  const server = spawn(toolAt(bench, "next"), ["start", "--port", "0", "--hostname", "127.0.0.1"], {
    cwd: app,
    env: { ...OWN_ENV, ...QUIET },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failed = text(server.stderr);
  let said = "";
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /127\.0\.0\.1:(\d+)[^]*Ready/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => void failed.then((error) => reject(new Error(said + error))));
  });
  return {
    ask: async (name) => {
      const response = await fetch(`http://127.0.0.1:${port}/api/${name}`);
      if (!response.ok) throw new Error(`${response.status}`);
      return response.text();
    },
    close: async () => {
      const left = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await left;
    },
  };
};
