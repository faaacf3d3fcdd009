import { countTokens } from "../../text/pre-tokenizer.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { DeltaPart, FinishReason, StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { ModelRequest } from "../language-model.ts";
import { contentText } from "../message-text.ts";
import type { Script, ScriptedReply } from "./script.ts";

/** Everything a scripted answer will consist of. */
export interface ScriptedAnswer {
  readonly reply: ScriptedReply;
  readonly deltas: readonly DeltaPart[];
  /** Finish reasons and usage. */
  readonly closing: readonly StreamPart[];
}

const cut = (text: string, chunk: Script["chunk"]): readonly string[] => {
  if (chunk === "word") return text.match(/\S+\s*|\s+/gu) ?? [];
  const size = chunk === "char" ? 1 : chunk;
  const characters = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
  return pieces;
};

const toolDeltas = ({ tool_calls }: ScriptedReply, choice: number, chunk: Script["chunk"]): readonly DeltaPart[] =>
  (tool_calls ?? []).flatMap((call, index) => {
    const json = typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments ?? {});
    const base = { type: "tool-call-delta", choice, index } as const;
    const rest = cut(json, chunk).map((text): DeltaPart => ({ ...base, text }));
    return [{ ...base, id: call.id ?? `call_${choice}_${index}`, name: call.name, text: "" }, ...rest];
  });

const deltasOf = (reply: ScriptedReply, choice: number, chunk: Script["chunk"]): readonly DeltaPart[] => {
  const pieces = (type: "text-delta" | "reasoning-delta" | "refusal-delta", text = ""): readonly DeltaPart[] =>
    cut(text, chunk).map((piece) => ({ type, choice, text: piece }));
  return [
    ...pieces("reasoning-delta", reply.reasoning),
    ...pieces("text-delta", reply.content),
    ...pieces("refusal-delta", reply.refusal),
    ...toolDeltas(reply, choice, chunk),
  ];
};

/** The deltas of several choices in turn, as providers send them. */
const interleave = (lists: readonly (readonly DeltaPart[])[]): readonly DeltaPart[] => {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
};

const finishOf = (reply: ScriptedReply): FinishReason =>
  reply.finish_reason ?? ((reply.tool_calls ?? []).length > 0 ? "tool_calls" : "stop");

const promptTokens = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + countTokens(contentText(message)), 0);

const usageOf = (
  script: Script,
  reply: ScriptedReply,
  request: ModelRequest,
  deltas: readonly DeltaPart[],
): TokenUsage | undefined => {
  const written = reply.usage ?? script.usage;
  if (written === false) return undefined;
  const prompt = written?.prompt_tokens ?? promptTokens(request.messages);
  const completion = written?.completion_tokens ?? countTokens(deltas.map(({ text }) => text).join(""));
  return {
    promptTokens: prompt,
    completionTokens: completion,
    totalTokens: prompt + completion,
    estimated: written === undefined,
  };
};

/**
 * The place of the reply in the script: the first whose `match` the last user message contains, else the one among
 * those without `match` that has the number of assistant turns so far, the last one repeating. No request leaves a
 * trace.
 */
const replyIndex = ({ replies }: Script, messages: readonly ChatMessage[]): number => {
  const asked = messages.findLast(({ role }) => role === "user") ?? messages.at(-1);
  const text = asked === undefined ? "" : contentText(asked);
  const matching = replies.findIndex(({ match }) => match !== undefined && text.includes(match));
  if (matching >= 0) return matching;
  const turns = messages.filter(({ role }) => role === "assistant").length;
  const inOrder = replies.flatMap(({ match }, index) => (match === undefined ? [index] : []));
  return inOrder[Math.min(turns, inOrder.length - 1)] ?? 0;
};

const MAX_CHOICES = 16;

const choiceCount = (params: ModelRequest["params"]): number => {
  const n = params?.["n"];
  return typeof n === "number" && Number.isInteger(n) ? Math.min(Math.max(n, 1), MAX_CHOICES) : 1;
};

/** What a script answers to a request. Choice `k` takes the reply `k` places further on. */
export const scriptedAnswer = (script: Script, request: ModelRequest): ScriptedAnswer => {
  const { replies, chunk } = script;
  const from = replyIndex(script, request.messages);
  const chosen = Array.from(
    { length: choiceCount(request.params) },
    (_, choice) => replies[Math.min(from + choice, replies.length - 1)] as ScriptedReply,
  );
  const deltas = interleave(chosen.map((reply, choice) => deltasOf(reply, choice, chunk)));
  const reply = chosen[0] as ScriptedReply;
  const usage = usageOf(script, reply, request, deltas);
  const finishes = chosen.map((one, choice): StreamPart => ({ type: "finish", choice, reason: finishOf(one) }));
  return {
    reply,
    deltas,
    closing: usage === undefined ? finishes : [...finishes, { type: "usage", choice: 0, usage }],
  };
};
