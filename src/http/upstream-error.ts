import { ProviderError, type ProviderErrorCode, type ProviderErrorOptions } from "../errors.ts";
import { redact } from "./redact.ts";

/** The recipient of a call, for error messages. */
export interface Upstream {
  /** Whether it is a model or another service. */
  readonly what: "model" | "service";
  /** The engine of a model, or the name of a service in the config. */
  readonly name: string;
  /** Texts that must not appear in the details of an error. */
  readonly secrets?: readonly string[];
}

/** Fixed texts without anything that the upstream said, so that they may be shown to a client. */
const SENTENCES: Readonly<Record<ProviderErrorCode, string>> = {
  authentication: "refused the credentials",
  rate_limit: "is limiting the rate of requests",
  bad_request: "refused the request",
  content_filter: "refused the request by a content filter of its own",
  context_window: "refused a request that is longer than the model's context window",
  server: "failed to answer",
  connection: "could not be reached",
  connect_timeout: "did not begin to answer in time",
  idle_timeout: "stopped sending in the middle of an answer",
  empty: "sent an empty answer",
  truncated: "ended an answer before it was complete",
  malformed: "sent an answer that cannot be read",
  unknown_format: "sent an answer in an unknown format: a config may bring responses (OpenAI) and messages (Anthropic)",
};

/** What a 404 usually means: a wrong name or address in the config. */
const NOT_FOUND: Readonly<Record<Upstream["what"], string>> = {
  model: "has no such model, or nothing at this address",
  service: "has nothing at this address",
};

const NOUNS: Readonly<Record<Upstream["what"], string>> = { model: "provider", service: "service" };

/** A ProviderError with the fixed sentence of its code. Secrets are removed from `detail`. */
export const upstreamError = (
  { what, name, secrets }: Upstream,
  code: ProviderErrorCode,
  options: ProviderErrorOptions = {},
): ProviderError => {
  const status = options.status === undefined ? "" : ` (HTTP ${options.status})`;
  const sentence = code === "bad_request" && options.status === 404 ? NOT_FOUND[what] : SENTENCES[code];
  const message = `Cannot call ${what}: ${NOUNS[what]} "${name}" ${sentence}${status}`;
  const { detail } = options;
  return new ProviderError(
    code,
    message,
    detail === undefined ? options : { ...options, detail: redact(detail, secrets) },
  );
};

/** The provider of a model, for errors. */
export const modelUpstream = (name: string, secrets: readonly string[] = []): Upstream => ({
  what: "model",
  name,
  secrets,
});

/** An error of a model's provider. */
export const providerError = (
  engine: string,
  code: ProviderErrorCode,
  options: ProviderErrorOptions = {},
): ProviderError => upstreamError(modelUpstream(engine), code, options);
