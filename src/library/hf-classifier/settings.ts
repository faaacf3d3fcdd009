import * as v from "valibot";
import {
  anything,
  either,
  flag,
  list,
  mapping,
  oneOf,
  optional,
  type Rule,
  type Schema,
  strict,
  text,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import { seconds, share } from "../remote/settings.ts";

export type ClassifierEngine = "local" | "vllm" | "kserve" | "fms";

export interface Classifier {
  readonly engine: ClassifierEngine;
  readonly model: string;
  readonly threshold: number;
  /** Labels that block. Empty: none does. */
  readonly blocked_labels: readonly string[];
  readonly base_url: string | undefined;
  readonly api_key_env_var: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

const TLS =
  "Certificates are the runtime's business and cannot be set here: remove it, and give the server one that is trusted";

/** Refuses client certificates and similar options, which `fetch` does not support. */
const noCertificates: Rule = (value, report) => {
  for (const key of ["ca_cert", "client_cert", "client_key"].filter((name) => name in value)) report([key], TLS);
  if (value["verify_ssl"] === false) report(["verify_ssl"], TLS);
};

const parameters: Schema<number> = strict(
  {
    timeout: withDefault(seconds, 30),
    verify_ssl: optional(flag),
    ca_cert: optional(anything),
    client_cert: optional(anything),
    client_key: optional(anything),
  },
  ({ timeout }) => timeout,
  noCertificates,
);

const remote: Schema<Classifier> = strict(
  {
    engine: oneOf("vllm", "kserve", "fms"),
    model: text,
    threshold: withDefault(share, 0.5),
    blocked_labels: withDefault(list(text), []),
    base_url: text,
    api_key_env_var: optional(text),
    parameters: withDefault(parameters, {}),
  },
  ({ parameters: timeout, ...value }): Classifier => ({ ...value, timeout }),
);

/** A local classifier, parsed only to report that it cannot run here. */
const local: Schema<Classifier> = strict(
  {
    engine: optional(oneOf("local")),
    model: text,
    task: optional(oneOf("text-classification", "token-classification")),
    threshold: withDefault(share, 0.5),
    blocked_labels: withDefault(list(text), []),
    parameters: withDefault(mapping, {}),
  },
  ({ model, threshold, blocked_labels }): Classifier => ({
    engine: "local",
    model,
    threshold,
    blocked_labels,
    base_url: undefined,
    api_key_env_var: undefined,
    timeout: 0,
  }),
);

const isLocal = (value: unknown): boolean => {
  const engine = (value as { readonly engine?: unknown } | null)?.engine;
  return engine === undefined || engine === "local";
};

const classifier: Schema<Classifier> = either(isLocal, local, remote);

/** `rails.config.hf_classifier`: classifiers by the names that flows give them. */
export const classifierSettings: Schema<Readonly<Record<string, Classifier>>> = v.pipe(
  mapping,
  v.record(v.string(), classifier),
);
