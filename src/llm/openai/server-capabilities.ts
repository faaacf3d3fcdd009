import type { ProviderError } from "../../errors.ts";
import { errorIn } from "../../http/reported-error.ts";
import { parseServerJson, recordOf } from "../../json.ts";

/** How servers refuse `stream_options` that they do not know. */
const REFUSES_USAGE = /stream_options|include_usage/;

/** How servers refuse fields for reasoning that they do not know. */
const REFUSES_THOUGHTS = /reasoning(?:_content|_details)?\b|thinking_blocks|extra_content/;

/** How LM Studio reports an unknown path, with status 200. */
const NOT_HERE = /unexpected endpoint/i;

/** Parameters that only models without reasoning accept. */
const OF_PLAIN_MODELS: ReadonlySet<unknown> = new Set(["max_tokens", "stop", "temperature"]);

/**
 * Whether a reasoning model refused such a parameter. Read from fields, not from the message, which may repeat what a
 * client wrote.
 */
const refusesPlainParameter = (detail: string): boolean => {
  const { code, param } = recordOf(errorIn(parseServerJson(detail)));
  return (code === "unsupported_parameter" || code === "unsupported_value") && OF_PLAIN_MODELS.has(param);
};

/** Hosts of OpenAI's models. They never return reasoning, refuse fields for it, and know the role `developer`. */
const OPENAI_HOSTS = /(?:^|\.)(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/** What is known about a server before the first call. */
export interface GivenCapabilities {
  /** Whether the config allows requesting usage in a stream. */
  readonly takesUsage: boolean;
  /** Whether the name of the model is that of a reasoning model. A deployment may have any name. */
  readonly reasons: boolean;
}

/**
 * What is learned about a server from the requests that it refuses, for later calls. It is not the state of a request.
 */
export class ServerCapabilities {
  /** Whether it knows the role `developer`. Elsewhere the same message is a system message. */
  readonly takesDeveloper: boolean;
  readonly #isBare: boolean;
  #takesUsage: boolean;
  #takesThoughts: boolean;
  #reasons: boolean;
  #usesV1Path = false;

  constructor({ hostname, pathname }: URL, { takesUsage, reasons }: GivenCapabilities) {
    this.takesDeveloper = OPENAI_HOSTS.test(hostname);
    this.#isBare = pathname === "/";
    this.#takesUsage = takesUsage;
    this.#takesThoughts = !this.takesDeveloper;
    this.#reasons = reasons;
  }

  get takesUsage(): boolean {
    return this.#takesUsage;
  }

  get takesThoughts(): boolean {
    return this.#takesThoughts;
  }

  /** Whether it only accepts the parameters of a reasoning model. */
  get reasons(): boolean {
    return this.#reasons;
  }

  /** Whether its calls are below `/v1`, although its URL does not say so. */
  get usesV1Path(): boolean {
    return this.#usesV1Path;
  }

  /** Learns from a failed call. Returns whether another attempt may succeed. */
  learnFrom({ code, status, detail = "" }: ProviderError): boolean {
    if (this.#isBare && (status === 404 || NOT_HERE.test(detail))) {
      // If that path fails as well, the URL was right, and something else was not found.
      this.#usesV1Path = !this.#usesV1Path;
      return this.#usesV1Path;
    }
    if (code !== "bad_request") return false;
    if (!this.#reasons && refusesPlainParameter(detail)) {
      this.#reasons = true;
      return true;
    }
    const usage = this.#takesUsage && REFUSES_USAGE.test(detail);
    const thoughts = this.#takesThoughts && REFUSES_THOUGHTS.test(detail);
    this.#takesUsage &&= !usage;
    this.#takesThoughts &&= !thoughts;
    return usage || thoughts;
  }
}
