import type { ConfigIssue } from "../errors.ts";
import { redact } from "../http/redact.ts";
import { isRecord } from "../json.ts";
import type { Parameters } from "./parameters.ts";
import { namesVariable } from "./variables.ts";

/** A name in snake case: `openAIApiKey`, `api-key` and `API Key` become `openai_api_key` and `api_key`. */
export const plainName = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replaceAll(/[\s.-]+/g, "_")
    .toLowerCase()
    .replaceAll("open_ai", "openai");

/** Parameters of a body that only look like credentials. */
const HARMLESS: ReadonlySet<string> = new Set([
  "prompt_cache_key",
  "bos_token",
  "eos_token",
  "pad_token",
  "stop_token",
]);

const CREDENTIAL =
  /(?:^|_)(?:key|key_id|token|secret|password|passwd|pwd|pat|credentials?|auth|authorization|bearer|cookie|jwt)$/;

const ADDRESS = /(?:^|_)(?:url|uri|host|hostname|endpoint|base|base_path|proxy|proxies)$/;

/** Client settings of other libraries. */
const SETTING =
  /(?:^|_)(?:headers|http_client|http_async_client|http_options|client_options|client_kwargs|configuration|litellm_params|custom_llm_provider|tenant_id|client_id|resource_name|instance_name|azure_deployment|verify|verify_ssl|ssl_verify|cert|ca_bundle)$|^(?:aws|vertex|vertex_ai|google_cloud|gcp)_/;

/** Schemas and tools: the names in them belong to the tool. */
const SCHEMAS: ReadonlySet<string> = new Set([
  "tools",
  "tool_choice",
  "functions",
  "response_format",
  "guided_json",
  "json_schema",
  "structured_outputs",
]);

const ADVICE = "use `api_key`, `api_key_env_var`, `base_url`, `default_headers` or `default_query`";

const TRAVELS = `and it would be sent in the body of every call; ${ADVICE}`;

/** Why a parameter must not be sent in the body, if so. Does not repeat its value. */
const warningOn = (written: string, value: unknown): string | undefined => {
  const name = plainName(written);
  if (HARMLESS.has(name) || value === undefined || value === null) return undefined;
  if (SETTING.test(name)) return `is a setting of a client, ${TRAVELS}`;
  if (typeof value === "boolean") return undefined;
  if (CREDENTIAL.test(name)) return `looks like a credential, ${TRAVELS}`;
  if (ADDRESS.test(name) && typeof value !== "number") return `looks like an address, ${TRAVELS}`;
  if (typeof value !== "string") return undefined;
  if (namesVariable(value)) return `names a variable of the environment, ${TRAVELS}`;
  if (/^https?:\/\//i.test(value)) return `is an address, ${TRAVELS}`;
  return redact(value) === value ? undefined : `is a key, ${TRAVELS}`;
};

/** The deepest nesting that is checked. */
const MAX_DEPTH = 8;

/**
 * Issues about parameters that must not be sent, at any depth.
 *
 * @param read - names that are used here, so that they are not sent.
 */
export const warningsIn = (
  parameters: Parameters,
  path: string,
  read: ReadonlySet<string> = new Set(),
): readonly ConfigIssue[] => issuesIn(parameters, path, read, MAX_DEPTH);

const issuesIn = (value: unknown, path: string, read: ReadonlySet<string>, depth: number): readonly ConfigIssue[] => {
  if (depth === 0) return [{ path, message: "Expected fewer levels of lists and objects" }];
  if (Array.isArray(value)) return value.flatMap((item, at) => issuesIn(item, `${path}.${at}`, NONE, depth - 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]): readonly ConfigIssue[] => {
    if (read.has(name) || SCHEMAS.has(name)) return [];
    const message = warningOn(name, inner);
    if (message !== undefined) return [{ path: `${path}.${name}`, message: `\`${name}\` ${message}` }];
    return issuesIn(inner, `${path}.${name}`, NONE, depth - 1);
  });
};

const NONE: ReadonlySet<string> = new Set();
