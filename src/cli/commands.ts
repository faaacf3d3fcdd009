import { type Command, type CommandSpec, type OptionSpec, type PositionalSpec, SKIP_DIALOG } from "./command.ts";

const CONFIG: PositionalSpec = { name: "PATH", description: "A config folder, or one YAML file" };

const DIALOG: Readonly<Record<string, OptionSpec>> = {
  [SKIP_DIALOG]: {
    type: "boolean",
    description: "Do without flows in Colang files that wait for the user, which are refused otherwise",
  },
};

const DEBUG_LEVEL: Readonly<Record<string, OptionSpec>> = {
  "debug-level": {
    type: "string",
    value: "LEVEL",
    description: "Taken for scripts that start NeMo Guardrails; it has no effect",
    idle: "there are no levels of logging here, use --verbose",
  },
};

const CHAT: CommandSpec = {
  name: "chat",
  summary: "Talk to a guarded model in the terminal.",
  positionals: [{ ...CONFIG, description: `${CONFIG.description} (default: config)` }],
  options: {
    config: { type: "string", value: "PATH", description: "The same as the argument PATH" },
    streaming: { type: "boolean", description: "Show the answer while it is written" },
    "no-streaming": {
      type: "boolean",
      description: "Show the answer once it is complete, as without --streaming",
      opposite: "streaming",
    },
    verbose: { type: "boolean", description: "Show rails, model calls, tokens and times of every turn" },
    "verbose-no-llm": { type: "boolean", description: "Show the same without the model calls", opposite: "verbose" },
    ...DEBUG_LEVEL,
    "server-url": { type: "string", value: "URL", description: "Talk to a running server instead of a local config" },
    "config-id": { type: "string", value: "ID", description: "The config to use on that server" },
    ...DIALOG,
  },
  environment: { EDGERAILS_API_KEY: "The key to send to the server" },
  examples: [
    "edgerails chat path/to/config --streaming",
    "edgerails chat --server-url http://localhost:8000 --config-id hello --streaming",
    'echo "Hello!" | edgerails chat path/to/config',
  ],
};

const SERVER: CommandSpec = {
  name: "server",
  summary: "Serve configs behind an OpenAI-compatible API.",
  positionals: [],
  options: {
    config: {
      type: "string",
      value: "PATH",
      default: "config",
      description: "A config folder, one YAML file, or a folder of these",
    },
    port: { type: "string", value: "PORT", default: "8000", description: "The port to listen on, 0 for any free one" },
    host: { type: "string", value: "HOST", default: "127.0.0.1", description: "The address to listen on" },
    "default-config-id": { type: "string", value: "ID", description: "The config of requests that name none" },
    "api-key": { type: "string", value: "KEY", multiple: true, description: "A key that clients must send" },
    keys: {
      type: "string",
      value: "FILE",
      description: "A file of hashed keys that clients must send, each bound to configs or not",
    },
    "cors-origin": {
      type: "string",
      value: "ORIGIN",
      multiple: true,
      description: "An origin whose pages may call the server",
    },
    "pass-field": {
      type: "string",
      value: "NAME",
      multiple: true,
      description: "A field of requests that goes to the provider although the gateway does not know it",
    },
    "drop-field": {
      type: "string",
      value: "NAME",
      multiple: true,
      description: "A field of requests that is taken out and never sent on, such as user",
    },
    ...DIALOG,
    "any-model": {
      type: "boolean",
      description: "Let a model that nobody knows mean the default config, instead of refusing it",
    },
    stateless: {
      type: "boolean",
      description:
        "Keep nothing of what /v1/responses delivers: without it, clients may refer to that by id for a day, in up to 64 MiB of memory",
    },
    limit: {
      type: "string",
      value: "NAME=NUMBER",
      multiple: true,
      description: "A limit of requests, such as maxMediaBytes=20000000",
    },
    "auto-reload": {
      type: "boolean",
      description: "Load the configs again when their files change; broken ones change nothing",
    },
    play: { type: "boolean", description: "Serve a page to try the configs with; it shows what rails withhold" },
    "metrics-port": {
      type: "string",
      value: "PORT",
      description: "A port of its own for GET /metrics in the form of Prometheus, 0 for any free one",
    },
    record: {
      type: "string",
      value: "DIR",
      description:
        "Write what the main model's provider sends into files, for `edgerails replay`; they hold what was said",
    },
    prefix: { type: "string", value: "PATH", description: "A path that all addresses begin with, such as /guarded" },
    verbose: { type: "boolean", description: "Log every request to standard error, without any of its text" },
    "no-verbose": { type: "boolean", description: "Log failures only, as without --verbose", opposite: "verbose" },
    "disable-chat-ui": { type: "boolean", description: "Serve no page, as without --play", opposite: "play" },
    ...DEBUG_LEVEL,
  },
  environment: { EDGERAILS_API_KEYS: "Keys that clients must send, separated by commas" },
  examples: [
    "edgerails server --config path/to/configs --port 8000",
    "edgerails server --config path/to/config --host 0.0.0.0 --api-key change-me",
  ],
};

const PLAY: CommandSpec = {
  name: "play",
  summary: "Try configs on a page: what rails hold back, mask and stop, while it happens.",
  positionals: [
    { name: "PATH", description: "A config folder, one YAML file, or a folder of these (default: config, or a demo)" },
  ],
  options: {
    port: { type: "string", value: "PORT", default: "8000", description: "The port to listen on, 0 for any free one" },
    host: { type: "string", value: "HOST", default: "127.0.0.1", description: "The address to listen on" },
    "api-key": { type: "string", value: "KEY", multiple: true, description: "A key that the page asks for" },
    ...DIALOG,
  },
  examples: ["edgerails play", "edgerails play path/to/config"],
};

const FIND_PROVIDERS: CommandSpec = {
  name: "find-providers",
  summary: "List the engines that models may have, with their keys, addresses and an example.",
  positionals: [{ name: "NAME", description: "An engine, to print a model of it as it stands in a config" }],
  options: {
    list: { type: "boolean", short: "l", description: "List all engines, as without it" },
    json: { type: "boolean", description: "Print what is known as JSON" },
  },
  examples: ["edgerails find-providers", "edgerails find-providers nim", "edgerails find-providers --json"],
};

const VALIDATE: CommandSpec = {
  name: "validate",
  summary: "Check configs without calling any model.",
  positionals: [{ ...CONFIG, required: true, multiple: true }],
  options: DIALOG,
  examples: ["edgerails validate path/to/config", "edgerails validate configs/*"],
};

const BUNDLE: CommandSpec = {
  name: "bundle",
  summary: "Write a config as one module, for Workers and browsers.",
  positionals: [{ ...CONFIG, required: true }],
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      description: "The file to write, JSON if it ends in .json; standard output if absent",
    },
    ...DIALOG,
  },
  examples: ["edgerails bundle path/to/config -o src/config.js", "edgerails bundle path/to/config -o config.json"],
};

const REPLAY: CommandSpec = {
  name: "replay",
  summary: "Put recorded answers through a config, without the model.",
  positionals: [{ name: "PATH", description: "A recording, or a folder of them", required: true, multiple: true }],
  options: {
    config: { type: "string", value: "PATH", default: "config", description: "A config folder, or one YAML file" },
    speed: {
      type: "string",
      value: "NUMBER",
      default: "0",
      description: "0: at once; 1: as it came; 2: twice as fast",
    },
    json: { type: "boolean", description: "One line of JSON for each recording" },
    ...DIALOG,
  },
  examples: [
    "edgerails replay recorded/one.json --config path/to/config",
    "edgerails replay recorded --config path/to/new-config || echo new false alarms or leaks",
  ],
};

const EVAL: CommandSpec = {
  name: "eval",
  summary: "Try the rails of a config on samples: precision, recall, false alarms, time and cost.",
  positionals: [{ name: "DATA", description: "Samples as JSON Lines, each with what is expected", required: true }],
  options: {
    config: { type: "string", value: "PATH", default: "config", description: "A config folder, or one YAML file" },
    "min-recall": { type: "string", value: "SHARE", default: "1", description: "Fail below this recall, 0 to 1" },
    "max-false-alarms": {
      type: "string",
      value: "SHARE",
      default: "0",
      description: "Fail above this share of false alarms, 0 to 1",
    },
    jobs: { type: "string", value: "NUMBER", default: "4", description: "Samples at once" },
    json: { type: "string", value: "FILE", description: "Write the figures and each result as JSON" },
    junit: { type: "string", value: "FILE", description: "Write a JUnit report" },
    ...DIALOG,
  },
  examples: ["edgerails eval samples.jsonl --config path/to/config --junit report.xml"],
};

const HASH_KEY: CommandSpec = {
  name: "hash-key",
  summary: "Hash a key for a file of keys.",
  positionals: [],
  options: { new: { type: "boolean", description: "Make a new key and print it too, instead of reading one" } },
  examples: ["edgerails hash-key --new", "edgerails hash-key < key.txt"],
};

const INIT: CommandSpec = {
  name: "init",
  summary: "Write a project that starts: a config, and a gateway or a page around it.",
  positionals: [{ name: "FOLDER", description: "Where to write it (default: the current folder)" }],
  options: {
    provider: { type: "string", value: "NAME", description: "Who answers: scripted, openai, anthropic, ollama, …" },
    rails: {
      type: "string",
      value: "NAMES",
      description:
        "Which rails, separated by commas: secrets, personal-data, links, patterns, unicode, self-check; or none",
    },
    runtime: { type: "string", value: "NAME", description: "Where it runs: node, worker or next" },
    yes: { type: "boolean", short: "y", description: "Ask nothing: take what is proposed" },
  },
  examples: ["edgerails init", "edgerails init guarded --provider openai --rails secrets,links --runtime worker"],
};

const TORTURE: CommandSpec = {
  name: "torture",
  summary: "Put a guard of streams through cases that guards get wrong, and say what it got wrong.",
  positionals: [],
  options: {
    url: {
      type: "string",
      value: "URL",
      description: "A guard that speaks OpenAI's API (default: the gateway of edgerails)",
    },
    port: {
      type: "string",
      value: "PORT",
      default: "9797",
      description: "Where the provider listens that the guard must ask",
    },
    model: { type: "string", value: "NAME", default: "torture", description: "The model that requests name" },
    "api-key": { type: "string", value: "KEY", description: "The key that requests show" },
    only: { type: "string", value: "TEXT", description: "Only cases in whose name or group this stands" },
    json: { type: "boolean", description: "Print all results as JSON" },
  },
  examples: ["edgerails torture", "edgerails torture --url http://127.0.0.1:8787/v1 --port 9797"],
};

/** The commands in the order of the help text. */
export const COMMANDS: readonly Command[] = [
  { spec: INIT, load: async () => (await import("./init/init.ts")).init },
  { spec: CHAT, load: async () => (await import("./chat/chat.ts")).chat },
  { spec: PLAY, load: async () => (await import("./play.ts")).play },
  { spec: SERVER, load: async () => (await import("./server/server.ts")).server },
  { spec: VALIDATE, load: async () => (await import("./validate.ts")).validate },
  { spec: FIND_PROVIDERS, load: async () => (await import("./find-providers.ts")).findProviders },
  { spec: BUNDLE, load: async () => (await import("./bundle.ts")).bundle },
  { spec: TORTURE, load: async () => (await import("./torture.ts")).torture },
  { spec: REPLAY, load: async () => (await import("./replay.ts")).replayCommand },
  { spec: EVAL, load: async () => (await import("./eval/eval.ts")).evalCommand },
  { spec: HASH_KEY, load: async () => (await import("./server/hash-key.ts")).hashKey },
];
