import type { ProviderError } from "../../errors.ts";

/** How servers that do not know `stream_options` refuse it. */
const REFUSES_USAGE = /stream_options|include_usage/;

/** How servers that know none of the fields of thoughts refuse them. */
const REFUSES_THOUGHTS = /reasoning(?:_content|_details)?\b|thinking_blocks|extra_content/;

/** How LM Studio says that there is nothing at an address, with a status of 200. */
const NOT_HERE = /unexpected endpoint/i;

/** Hosts that never tell what a model thought, and know no such field. */
const STRICT_HOSTS = /(?:^|\.)(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/**
 * What is learned of a server from what it refuses: whatever one call has shown holds for the next ones. It is no state of
 * a request.
 */
export class ServerCapabilities {
  readonly #isBare: boolean;
  #takesUsage: boolean;
  #takesThoughts: boolean;
  #usesV1Path = false;

  /** @param takesUsage - whether the config lets it be asked for usage in a stream. */
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

  /** Whether its calls are below `/v1`, although its address does not say so. */
  get usesV1Path(): boolean {
    return this.#usesV1Path;
  }

  /** Whether another try may go better than the one that failed so. */
  learnFrom({ code, status, detail = "" }: ProviderError): boolean {
    if (this.#isBare && (status === 404 || NOT_HERE.test(detail))) {
      // Where there is nothing either, the address is right as it is, and something else was not found.
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
