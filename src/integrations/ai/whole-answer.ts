import type { LanguageModelV4Content, LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import { optional } from "../../json.ts";
import type { Forbids } from "../../rails/forbids.ts";
import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import { withoutForbidden } from "../without-forbidden.ts";
import type { NativePart } from "./native-answer.ts";
import { verdictOf } from "./verdict-of.ts";

type Finish = Extract<NativePart, { readonly type: "finish" }>;

/** One content part of a complete answer as the parts of a stream. */
const partsOfContent = (content: LanguageModelV4Content, index: number): readonly NativePart[] => {
  if (content.type !== "text" && content.type !== "reasoning") return [content];
  const { type, text, providerMetadata } = content;
  const id = String(index);
  return [
    { type: `${type}-start`, id },
    { type: `${type}-delta`, id, delta: text },
    { type: `${type}-end`, id, ...optional("providerMetadata", providerMetadata) },
  ];
};

/** A complete answer as a short stream, so that both are read in the same way. */
export const partsOfResult = (result: LanguageModelV4GenerateResult): readonly NativePart[] => {
  const { content, finishReason, usage, providerMetadata } = result;
  const finish: Finish = { type: "finish", finishReason, usage, ...optional("providerMetadata", providerMetadata) };
  return [...content.flatMap(partsOfContent), finish];
};

/** Replaces a complete answer that a rail blocked by the refusal, since the client has not seen any of it. */
export const withdrawn = (parts: readonly NativePart[], refusal: string): readonly NativePart[] => {
  const cut = parts.map(verdictOf).find((verdict) => verdict !== undefined && cutsAnswer(verdict));
  if (cut === undefined) return parts;
  const text = cut.refusal ?? refusal;
  const kept = parts.filter((part) => part.type === "finish" || verdictOf(part) !== undefined);
  return [...partsOfContent({ type: "text", text }, 0), ...kept];
};

type TextContent = Extract<LanguageModelV4Content, { readonly type: "text" | "reasoning" }>;

/** The content of a complete answer, with one part per block. */
const contentOf = (parts: readonly NativePart[]): LanguageModelV4Content[] => {
  const content: LanguageModelV4Content[] = [];
  const open = new Map<string, TextContent>();
  for (const part of parts) {
    if (part.type === "text-start" || part.type === "reasoning-start") {
      const text: TextContent = {
        type: part.type === "text-start" ? "text" : "reasoning",
        text: "",
        ...optional("providerMetadata", part.providerMetadata),
      };
      open.set(part.id, text);
      content.push(text);
    } else if (part.type === "text-delta" || part.type === "reasoning-delta") {
      const text = open.get(part.id);
      if (text !== undefined) text.text += part.delta;
    } else if (part.type === "text-end" || part.type === "reasoning-end") {
      const text = open.get(part.id);
      if (text !== undefined) Object.assign(text, optional("providerMetadata", part.providerMetadata));
    } else if (isContent(part)) content.push(part);
  }
  return content;
};

const CONTENT: ReadonlySet<string> = new Set([
  "custom",
  "file",
  "reasoning-file",
  "source",
  "tool-approval-request",
  "tool-call",
  "tool-result",
]);

const isContent = (part: NativePart): part is Extract<NativePart, LanguageModelV4Content> => CONTENT.has(part.type);

/** A complete answer from guarded parts. `result` is the provider's, if it was called. */
export const resultOfParts = (
  parts: readonly NativePart[],
  result: LanguageModelV4GenerateResult | undefined,
  forbids: Forbids,
): LanguageModelV4GenerateResult => {
  const { usage, finishReason, providerMetadata } = parts.findLast(({ type }) => type === "finish") as Finish;
  const { body: _body, ...response } = result?.response ?? {};
  return {
    content: contentOf(parts),
    usage,
    finishReason,
    ...optional("providerMetadata", providerMetadata),
    ...optional("request", result?.request),
    response: withoutForbidden(response, forbids) ?? {},
    warnings: withoutForbidden(result?.warnings, forbids) ?? [],
  };
};
