import type { CommandSpec } from "../command-line/command.ts";
import { ADDRESS, DEBUG_LEVEL, DIALOG } from "../command-line/shared-options.ts";

export const serverSpec: CommandSpec = {
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
    ...ADDRESS,
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
