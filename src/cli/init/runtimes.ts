import type { Provider, RuntimeId } from "./choices.ts";

/** The project that files are generated for. */
export interface Project {
  /** The name of the package, and of the Worker within its account. */
  readonly name: string;
  readonly provider: Provider;
}

/** File contents by path. */
export type Files = Readonly<Record<string, string>>;

/** Files that a runtime generates in addition to its templates. */
export interface RuntimeFiles {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly files?: (project: Project) => Files;
}

const bundle = (file: string): string => `edgerails bundle config -o ${file}`;

const wranglerConfig = ({ name, provider: { id } }: Project): string =>
  `${JSON.stringify(
    {
      $schema: "node_modules/wrangler/config-schema.json",
      name,
      main: "src/index.ts",
      compatibility_date: "2026-10-01",
      // The model is cancelled when the client disconnects.
      compatibility_flags: ["enable_request_signal"],
      // Halves the code that a Worker parses at start.
      minify: true,
      keep_names: false,
      ...(id === "workers_ai" ? { ai: { binding: "AI" } } : {}),
    },
    null,
    2,
  )}\n`;

export const RUNTIME_PARTS: Readonly<Record<RuntimeId, RuntimeFiles>> = {
  node: {
    scripts: {
      start: "edgerails server --config config --auto-reload",
      chat: "edgerails chat config --streaming",
      ask: "node ask.js",
    },
  },
  worker: {
    scripts: {
      config: bundle("src/config.ts"),
      start: "npm run config && wrangler dev",
      deploy: "npm run config && wrangler deploy",
      types: "wrangler types",
      check: "npm run config && npm run types && tsc",
    },
    devDependencies: { typescript: "^5.9.0", wrangler: "^4.0.0" },
    files: (project) => ({
      "wrangler.jsonc": wranglerConfig(project),
      ...(project.provider.key === undefined ? {} : { ".dev.vars.example": `${project.provider.key}=\n` }),
    }),
  },
  next: {
    scripts: {
      config: bundle("app/rails-config.ts"),
      start: "npm run config && next dev",
      build: "npm run config && next build",
    },
    dependencies: { next: "^16.0.0", react: "^19.0.0", "react-dom": "^19.0.0" },
    devDependencies: { "@types/node": "^24.0.0", "@types/react": "^19.0.0", typescript: "^5.9.0" },
  },
};
