import type { ProviderError } from "../../errors.ts";

/** What a server accepts. */
export interface ServerCapabilities {
  /** `stream_options`, which request usage in a stream. */
  readonly takesUsage: boolean;
  /** Reasoning and signatures of assistant turns. */
  readonly takesThoughts: boolean;
  /** `max_completion_tokens`. Without it, the same limit is `max_tokens`. */
  readonly takesCompletionLimit: boolean;
  /** Custom tools, and calls of them. Without, they are functions. */
  readonly takesCustomTools: boolean;
  /** The role `developer`. Without it, the same message has the role `system`. */
  readonly takesDeveloper: boolean;
  /** Whether it only accepts the parameters of a reasoning model. */
  readonly reasons: boolean;
  /** Whether its URL has no path, so that calls may be below `/v1`. */
  readonly isBare: boolean;
  /** Whether its calls are below `/v1`, although its URL does not say so. */
  readonly usesV1Path: boolean;
  /** Whether it is called over the Responses API. */
  readonly usesResponses: boolean;
}

/** Hosts of OpenAI's models. They never return reasoning, refuse fields for it, and know the role `developer`. */
const OPENAI_HOSTS = /(?:^|\.)(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/**
 * What is assumed of a server before the first call.
 *
 * @param given - whether the config allows requesting usage and asks for the Responses API, and whether the name of the
 *   model is that of a reasoning model, or of one of OpenAI's that takes custom tools. A deployment may have any name.
 */
export const assumedCapabilities = (
  { hostname, pathname }: URL,
  given: Pick<ServerCapabilities, "takesUsage" | "takesCustomTools" | "reasons" | "usesResponses">,
): ServerCapabilities => {
  const isOpenAI = OPENAI_HOSTS.test(hostname);
  return {
    ...given,
    takesThoughts: !isOpenAI,
    takesCompletionLimit: true,
    takesCustomTools: given.takesCustomTools && isOpenAI,
    takesDeveloper: isOpenAI,
    isBare: pathname === "/",
    usesV1Path: false,
  };
};

/** How LM Studio reports an unknown path, with status 200. */
const NOT_HERE = /unexpected endpoint/i;

/** How OpenAI refuses a model, or tools of a model that reasons, that only its Responses API has. */
const NEEDS_RESPONSES = /\bv1\/responses\b/;

/** How reasoning models refuse a parameter. */
const REFUSES_PLAIN_MODEL = /Unsupported (?:parameter|value): '(?:max_tokens|stop|temperature)'/;

/** How servers refuse fields that they do not know. */
const REFUSALS = {
  takesUsage: /stream_options|include_usage/,
  takesThoughts: /reasoning(?:_content|_details)?\b|thinking_blocks|extra_content/,
  takesCompletionLimit: /max_completion_tokens/,
  takesCustomTools: /\bcustom\b/,
};

const FIELDS = Object.keys(REFUSALS) as readonly (keyof typeof REFUSALS)[];

/**
 * The capabilities of a server that failed like this, or undefined if the error does not contradict the assumed ones.
 */
export const capabilitiesAfter = (
  assumed: ServerCapabilities,
  { code, status, detail = "" }: ProviderError,
): ServerCapabilities | undefined => {
  const isElsewhere = assumed.isBare && (status === 404 || NOT_HERE.test(detail));
  if (isElsewhere) return assumed.usesV1Path ? undefined : { ...assumed, usesV1Path: true };
  if (!assumed.usesResponses && NEEDS_RESPONSES.test(detail)) return { ...assumed, usesResponses: true };
  if (code !== "bad_request") return undefined;
  if (!assumed.reasons && REFUSES_PLAIN_MODEL.test(detail)) return { ...assumed, reasons: true };
  const refused = FIELDS.filter((field) => assumed[field] && REFUSALS[field].test(detail));
  return refused.length === 0
    ? undefined
    : { ...assumed, ...Object.fromEntries(refused.map((field) => [field, false])) };
};
