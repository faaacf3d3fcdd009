import type { ProviderError } from "../../errors.ts";

/** How servers refuse `stream_options` that they do not know. */
const REFUSES_USAGE = /stream_options|include_usage/;

/** How servers refuse fields for reasoning that they do not know. */
const REFUSES_THOUGHTS = /reasoning(?:_content|_details)?\b|thinking_blocks|extra_content/;

/** How LM Studio reports an unknown path, with status 200. */
const NOT_HERE = /unexpected endpoint/i;

/** Hosts that never return reasoning and refuse fields for it. */
const STRICT_HOSTS = /(?:^|\.)(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/**
 * What is learned about a server from the requests that it refuses, for later calls. It is not the state of a request.
 */
export class ServerCapabilities {
  readonly #isBare: boolean;
  #takesUsage: boolean;
  #takesThoughts: boolean;
  #usesV1Path = false;

  /** @param takesUsage - whether the config allows requesting usage in a stream. */
  constructor({ hostname, pathname }: URL, takesUsage: boolean) {
    this.#isBare = pathname === "/";
    this.#takesUsage = takesUsage;
    this.#takesThoughts = !STRICT_HOSTS.test(hostname);
  }

  get takesUsage(): boolean {
    return this.#takesUsage;
  }

  get takesThoughts(): boolean {
    return this.#takesThoughts;
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
    const usage = this.#takesUsage && REFUSES_USAGE.test(detail);
    const thoughts = this.#takesThoughts && REFUSES_THOUGHTS.test(detail);
    this.#takesUsage &&= !usage;
    this.#takesThoughts &&= !thoughts;
    return usage || thoughts;
  }
}
