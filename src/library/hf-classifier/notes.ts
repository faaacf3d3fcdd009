import { KEY_VARIABLE, SECONDS, SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.hf_classifier`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Classifiers, by the names that flows give as `$classifier=…`.",
  "*.engine": "The kind of server. `local` runs in Python only and is refused.",
  "*.model": "The name of the model.",
  "*.task": "What a `local` classifier does, which is refused.",
  "*.threshold": "How sure a label is at least.",
  "*.blocked_labels": "Labels that block. None: it never does.",
  "*.parameters": "How the server is asked.",
  "*.base_url": SERVER,
  "*.api_key_env_var": KEY_VARIABLE,
  "*.parameters.timeout": SECONDS,
  "*.parameters.verify_ssl": "Refused when false: certificates are the runtime's business.",
  "*.parameters.ca_cert": "Refused: certificates are the runtime's business.",
  "*.parameters.client_cert": "Refused: certificates are the runtime's business.",
  "*.parameters.client_key": "Refused: certificates are the runtime's business.",
};
