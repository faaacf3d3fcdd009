import * as v from "valibot";
import { ConfigError, type ConfigIssue, RailError } from "../../errors.ts";
import { callJson, type JsonCall, type JsonService } from "../../http/call-json.ts";
import type { RailContext } from "../../rails/rail.ts";

/** The shape an answer must have. What else it holds is not read. */
export type AnswerSchema<Output> = v.GenericSchema<unknown, Output>;

/** How a call differs from a plain one. */
export interface ServiceCallOptions extends Pick<JsonCall, "maxRetries" | "retryDelay" | "format"> {
  /** Sent with this call only, and kept out of errors like a key. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service, as one rail asks it. */
export interface Service {
  /**
   * Sends a body and reads the answer. Within the connections and the time of the check, never through a redirect.
   *
   * @throws ConfigError for what it lacks, ProviderError when it cannot be asked, RailError for an answer of another shape.
   */
  ask<Output>(
    body: unknown,
    answer: AnswerSchema<Output>,
    context: RailContext,
    call?: ServiceCallOptions,
  ): Promise<Output>;
}

/** A service that can be asked, by the flow. */
export const service = (flow: string, target: JsonService): Service => ({
  async ask(body, answer, { fetch, signal }, { headers = {}, ...call } = {}) {
    const secrets = [...(target.secrets ?? []), ...Object.values(headers)];
    const addressed = { ...target, headers: { ...target.headers, ...headers }, secrets };
    // The rail has a deadline of its own, which its options can set.
    const json = await callJson(addressed, { body, fetch, signal, timeoutMs: Infinity, ...call });
    const result = v.safeParse(answer, json);
    if (result.success) return result.output;
    throw new RailError("rail_error", flow, `Rail "${flow}" cannot read what service "${target.name}" answered`);
  },
});

/** A service that lacks something nobody could know when the rail was made. */
export const lackingService = (issues: readonly ConfigIssue[]): Service => ({
  ask: () => Promise.reject(new ConfigError(issues)),
});
