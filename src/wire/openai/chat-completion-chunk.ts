import { isRecord, type JsonRecord, optional } from "../../json.ts";
import type { TokenUsage } from "../../types.ts";

// The fields of a chat.completion.chunk (or a text_completion chunk) that are read. All others are dropped.

/** A chunk whose shape cannot be read. The decoder, which knows the provider, says so to the caller. */
export class ChunkError extends TypeError {}

const malformed = (detail: string): ChunkError => new ChunkError(detail);

/** The highest index of a choice, and of a tool call. */
export const MAX_INDEX = 127;

/** An index a provider gave, as a number or as its digits; 0 when it gave none. Bounded, since state is kept per index. */
export const readIndex = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  const index = typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : value;
  if (typeof index === "number" && Number.isInteger(index) && index >= 0 && index <= MAX_INDEX) return index;
  throw malformed("index out of range");
};

/** Kinds of content parts that hold what a model thought and not what it says. */
const THOUGHTS: ReadonlySet<unknown> = new Set(["thinking", "reasoning", "reasoning_text"]);

const isThought = (part: unknown): boolean => isRecord(part) && THOUGHTS.has(part["type"]);

const partText = (part: unknown): string => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "");

/** A text field: a string, or content parts with text. `null` and absence are no text. */
export const readText = (value: unknown, key: string): string => {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (!Array.isArray(value)) throw malformed(`${key} is not a text`);
  return value.map((part) => (isThought(part) ? "" : partText(part))).join("");
};

/** What a part about thoughts says; parts that are encrypted say nothing. */
const thoughtText = (part: unknown): string => {
  if (!isRecord(part)) return "";
  const { thinking, text, summary } = part;
  const said = [thinking, text, summary].find((value) => value !== undefined && value !== null && value !== "");
  if (typeof said === "string") return said;
  return Array.isArray(said) ? said.map(partText).join("") : "";
};

const thoughtsIn = (parts: unknown): string => (Array.isArray(parts) ? parts.map(thoughtText).join("") : "");

/** Fields that hold reasoning, the commonest first. Where several are there they say the same. */
const REASONING: readonly string[] = ["reasoning_content", "reasoning", "thinking", "reasoning_text"];

/** The reasoning of a delta, wherever it is: a field of its own, details of it, or parts of the content. */
export const readReasoning = (delta: JsonRecord): string => {
  const fields = REASONING.map((name) => delta[name]).map((value) =>
    Array.isArray(value) ? thoughtsIn(value) : value,
  );
  const field = fields.find((value): value is string => typeof value === "string" && value !== "");
  const content = delta["content"];
  const parts = Array.isArray(content) ? thoughtsIn(content.filter(isThought)) : "";
  return (field ?? thoughtsIn(delta["reasoning_details"])) + parts;
};

/** Tokens that no single call has; a number that long would be a text of digits. */
const MAX_COUNT = 1e9;

const count = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && value <= MAX_COUNT ? value : undefined;

/** The first figure among several names. */
const figure = (usage: JsonRecord, ...names: readonly string[]): number | undefined =>
  names.map((name) => count(usage[name])).find((value) => value !== undefined);

const detail = (usage: JsonRecord, group: string, name: string): number | undefined =>
  isRecord(usage[group]) ? count(usage[group][name]) : undefined;

/** A usage object, or undefined when there is none with figures in it. */
const readUsage = (usage: JsonRecord): TokenUsage | undefined => {
  const promptTokens = figure(usage, "prompt_tokens", "input_tokens");
  const completionTokens = figure(usage, "completion_tokens", "output_tokens");
  if (promptTokens === undefined && completionTokens === undefined) return undefined;
  const reasoningTokens = detail(usage, "completion_tokens_details", "reasoning_tokens");
  const cachedTokens =
    detail(usage, "prompt_tokens_details", "cached_tokens") ?? figure(usage, "prompt_cache_hit_tokens");
  return {
    promptTokens: promptTokens ?? 0,
    completionTokens: completionTokens ?? 0,
    totalTokens: count(usage["total_tokens"]) ?? (promptTokens ?? 0) + (completionTokens ?? 0),
    estimated: false,
    ...optional("reasoningTokens", reasoningTokens),
    ...optional("cachedTokens", cachedTokens),
  };
};

/**
 * What is known of the usage after one more usage object. Figures are totals, so later ones replace earlier ones; a zero
 * does not, since some providers tell the prompt's figure first and 0 with every later chunk.
 */
export const laterUsage = (known: TokenUsage | undefined, value: unknown): TokenUsage | undefined => {
  const told = isRecord(value) ? readUsage(value) : undefined;
  if (known === undefined || told === undefined) return told ?? known;
  const promptTokens = told.promptTokens || known.promptTokens;
  const completionTokens = told.completionTokens || known.completionTokens;
  const totalTokens = Math.max(told.totalTokens, promptTokens + completionTokens);
  return { ...known, ...told, promptTokens, completionTokens, totalTokens };
};
