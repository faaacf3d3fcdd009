import * as v from "valibot";
import { ConfigError, type ConfigIssue, RailError } from "../../errors.ts";
import { callJson, type JsonCall, type JsonService } from "../../http/call-json.ts";
import type { RailContext } from "../../rails/rail.ts";

/** The schema of an answer. Other fields are ignored. */
export type AnswerSchema<Output> = v.GenericSchema<unknown, Output>;

/** Options of a call. */
export interface ServiceCallOptions extends Pick<JsonCall, "maxRetries" | "retryDelay" | "format"> {
  /** Headers of this call only, which are kept out of errors like keys. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service, as one rail calls it. */
export interface Service {
  /**
   * Sends a body and parses the answer, within the connections and the timeout of the check. Redirects are not
   * followed.
   *
   * @throws ConfigError if the configuration is incomplete, ProviderError if the call fails, RailError for an answer
   * that does not match the schema
   */
  ask<Output>(
    body: unknown,
    answer: AnswerSchema<Output>,
    context: RailContext,
    call?: ServiceCallOptions,
  ): Promise<Output>;
}

/** A service for the rail of a flow. */
export const service = (flow: string, target: JsonService): Service => ({
  async ask(body, answer, { fetch, signal }, { headers = {}, ...call } = {}) {
    const secrets = [...(target.secrets ?? []), ...Object.values(headers)];
    const addressed = { ...target, headers: { ...target.headers, ...headers }, secrets };
    // The rail has its own timeout, which its options can set.
    const json = await callJson(addressed, { body, fetch, signal, timeoutMs: Infinity, ...call });
    const result = v.safeParse(answer, json);
    if (result.success) return result.output;
    throw new RailError("rail_error", flow, `Rail "${flow}" cannot read what service "${target.name}" answered`);
  },
});

/** A service whose calls fail with issues that could not be known when the rail was created. */
export const lackingService = (issues: readonly ConfigIssue[]): Service => ({
  ask: () => Promise.reject(new ConfigError(issues)),
});
