import * as v from "valibot";
import {
  flag,
  number,
  optional,
  strict,
  text as textSetting,
  whole,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import { ProviderError, RailError } from "../../errors.ts";
import type { RetryDelay } from "../../http/retry.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { bearer, below, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail } from "../remote/service-rail.ts";

const EXCEPTION = "F5GuardrailsRailException";

const KEY = "f5";
const VARIABLE = "F5_GUARDRAILS_API_KEY";
const BASE = "F5_GUARDRAILS_API_URL";

/** Only `cleared` passes; redacted texts are blocked, as in NeMo Guardrails. */
const answer = v.object({ result: v.object({ outcome: v.string() }) });

const UNREADABLE: ReadonlySet<string> = new Set(["malformed", "empty", "unknown_format"]);

const MAX_SECONDS = 3600;

const schema = strict(
  {
    api_url: optional(textSetting),
    fail_open: withDefault(flag, false),
    max_retries: withDefault(whole(0, 10), 2),
    max_retry_after_seconds: withDefault(number(0, MAX_SECONDS), 30),
    retry_backoff_seconds: withDefault(number(0, MAX_SECONDS), 1),
  },
  (value) => value,
);

type Settings = v.InferOutput<typeof schema>;

/** Retries only after rate limiting, and waits at most as long as allowed. */
const delayOf =
  ({ max_retry_after_seconds: most, retry_backoff_seconds: first }: Settings): RetryDelay =>
  (error, attempt) => {
    if (!(error instanceof ProviderError) || error.code !== "rate_limit") return undefined;
    return Math.min(error.retryAfterMs ?? first * 1000 * 2 ** attempt, most * 1000);
  };

/** `fail_open` applies to an unavailable service only: an unreadable answer never allows. */
const unreadable = (error: unknown): string => {
  const isAnswer = error instanceof RailError || (error instanceof ProviderError && UNREADABLE.has(error.code));
  if (isAnswer) return "unreadable answer";
  throw error;
};

/** F5 AI Guardrails, which was CalypsoAI. */
export const f5: AnyRailSpec = defineRailSpec({
  flows: {
    "f5 guardrails scan input": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "f5 guardrails scan output": { groups: ["output"], reads: "window", exception: EXCEPTION },
  },
  settings: { key: KEY, schema },
  env: [VARIABLE, BASE],
  create(setup) {
    const { settings } = setup;
    const needs = new Needs(setup);
    const base =
      settings.api_url === undefined
        ? needs.address(needs.optionalVariable(BASE) ?? "https://us1.calypsoai.app", { variable: BASE })
        : needs.address(settings.api_url, { path: `rails.config.${KEY}.api_url` });
    const service = needs.service("F5 AI Guardrails", below(base, "backend/v1/scans"), bearer(needs.key(VARIABLE)));
    const call = { maxRetries: settings.max_retries, retryDelay: delayOf(settings) };
    return blockingRail(setup, { failOpen: settings.fail_open }, async (text, context) => {
      const pending = service.ask({ input: text }, answer, context, call).then(({ result }) => result.outcome);
      const outcome = await (settings.fail_open ? pending.catch(unreadable) : pending);
      return outcome === "cleared" ? ALLOW : blockFor([outcome]);
    });
  },
});
