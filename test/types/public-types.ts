// Compiled, never run: what callers write must fit the types they meet.
import type OpenAI from "openai";
import type {
  BotMessage,
  CompleteAnswer,
  GenerationRun,
  LLMRails,
  LLMRailsOptions,
  MetadataChunk,
  Outcome,
  OutputParser,
  OutputParsers,
  ParsedVerdict,
  RailsStream,
  StartedStream,
} from "edgerails/core";
import { guardFetch } from "edgerails/core";
import { PatternError } from "edgerails/rails";
import type { GatewayOptions } from "edgerails/server";

declare const rails: LLMRails;
declare const response: Response;
declare const messages: OpenAI.ChatCompletionMessageParam[];
declare const flag: boolean;

type IsSame<A, B> = [A, B] extends [B, A] ? true : false;
const same = <A, B>(_same: IsSame<A, B>): void => {};

/** The messages of the `openai` package fit wherever messages are taken. */
export const takesOpenAiMessages = async (): Promise<void> => {
  rails.streamAsync({ messages });
  rails.streamParts({ messages });
  await rails.startStream({ messages });
  await rails.complete({ messages });
  await rails.generateAsync({ messages });
  await rails.generateAsync({ messages, options: {} });
  await rails.checkAsync({ messages });
  await rails.guardResponse(response, { messages });
};

/** What a Worker is given is an interface, as `wrangler types` writes it, and so without an index signature. */
interface Env {
  readonly OPENAI_API_KEY: string;
  readonly AI: { run(model: string): Promise<unknown> };
}

export const takesEnvOfAWorker = (env: Env, configs: GatewayOptions["configs"]): unknown => [
  { env } satisfies LLMRailsOptions,
  { configs, env } satisfies GatewayOptions,
  // @ts-expect-error no place where names could be looked up
  { env: "OPENAI_API_KEY=x" } satisfies LLMRailsOptions,
];

/** So do messages written in place, parts and missing contents included. */
export const takesLiterals = async (): Promise<void> => {
  const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
  rails.streamAsync({ messages: [{ role: "user", content: [{ type: "text", text: "x" }, image] }] });
  rails.streamAsync({
    messages: [
      { role: "context", content: { name: "Ann" } },
      { role: "user", content: "x" },
    ],
  });
  await rails.generateAsync({ messages: [{ role: "assistant", tool_calls: null, refusal: null }] });
  // @ts-expect-error a role nobody has
  await rails.checkAsync({ messages: [{ role: "robot", content: "x" }] });
};

/** What a stream is made of follows from how it is asked for. */
export const streamsOf = (): void => {
  const text = rails.streamAsync({ messages });
  const withoutMetadata = rails.streamAsync({ messages, includeMetadata: false });
  const chunks = rails.streamAsync({ messages, includeMetadata: true });
  const olderName = rails.streamAsync({ messages, includeGenerationMetadata: true });
  const either = rails.streamAsync({ messages, includeMetadata: flag });
  same<typeof text, RailsStream>(true);
  same<typeof withoutMetadata, RailsStream>(true);
  same<typeof chunks, RailsStream<MetadataChunk>>(true);
  same<typeof olderName, RailsStream<MetadataChunk>>(true);
  same<typeof either, RailsStream<string | MetadataChunk>>(true);
};

/** What public functions take and give has a name. */
export interface Named {
  readonly started: StartedStream;
  readonly complete: CompleteAnswer;
  readonly run: GenerationRun;
  readonly outcome: Outcome;
  readonly bot: BotMessage;
  readonly parser: OutputParser;
  readonly parsers: OutputParsers;
  readonly verdict: ParsedVerdict;
}

export const isPatternError = (error: unknown): boolean => error instanceof PatternError;

/** Only text can be answered with as text. */
export const answersWithText = (): Response[] => [
  rails.streamAsync({ messages }).toResponse({ headers: { "x-own": "1" } }),
  // @ts-expect-error - parts are no text
  rails.streamParts({ messages }).toResponse(),
];

// Who has a signal or a fetch only sometimes passes on what there is, with `exactOptionalPropertyTypes` as well.
declare const perhaps: { readonly signal: AbortSignal | undefined; readonly fetch: typeof fetch | undefined };

export const takesWhatThereIs = (): unknown => [
  rails.streamAsync({ prompt: "hi", signal: perhaps.signal }),
  rails.generateAsync({ prompt: "hi", signal: perhaps.signal }),
  rails.checkAsync({ messages: [], signal: perhaps.signal }),
  rails.guardResponse(response, { signal: perhaps.signal }),
  guardFetch(rails, { fetch: perhaps.fetch }),
];
