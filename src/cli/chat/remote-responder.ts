import { RailsConfig } from "../../config/rails-config.ts";
import { refusalText } from "../../engine/engine-parts.ts";
import { ConfigError, EdgeRailsError } from "../../errors.ts";
import { type JsonRecord, listOf, optional, parseJson, recordOf, textOf } from "../../json.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { Outcome } from "../../types/verdict.ts";
import { laterUsage } from "../../wire/openai/chat-usage.ts";
import { sseDecoder } from "../../wire/sse/sse-decoder.ts";
import { gatewayDecoder, verdictField } from "./gateway-decoder.ts";
import type { Responder } from "./responder.ts";

export interface RemoteOptions {
  /** The address of the server, with or without `/v1`. */
  readonly url: string;
  readonly configId?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly streaming: boolean;
  readonly fetch?: typeof fetch | undefined;
}

/** Bytes that a response may have if it is not a stream. */
const MAX_ANSWER = 16_777_216;

const completionsUrl = (url: string): URL => {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base?.protocol !== "http:" && base?.protocol !== "https:") {
    throw new ConfigError(`Invalid server address \`${url}\`: expected something like http://localhost:8000`);
  }
  const path = base.pathname.replace(/\/+$/, "");
  return new URL(`${path.endsWith("/v1") ? path : `${path}/v1`}/chat/completions`, base);
};

const readBody = async (response: Response): Promise<JsonRecord> => {
  let text = "";
  if (response.body === null) return {};
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > MAX_ANSWER) throw new EdgeRailsError("server", "The server's answer is too long");
  }
  return recordOf(parseJson(text));
};

const refused = async (response: Response): Promise<EdgeRailsError> => {
  const message = textOf(recordOf((await readBody(response))["error"])["message"]);
  const detail = message === "" ? "" : `: ${message}`;
  return new EdgeRailsError("server", `The server answered with status ${response.status}${detail}`);
};

const post = async (
  options: RemoteOptions,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<Response> => {
  const { configId, apiKey, streaming, fetch: ownFetch = fetch } = options;
  const url = completionsUrl(options.url);
  const body = {
    messages,
    stream: streaming,
    ...(streaming ? { stream_options: { include_usage: true } } : {}),
    ...(configId === undefined ? {} : { guardrails: { config_id: configId } }),
  };
  const headers = {
    "content-type": "application/json",
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  try {
    return await ownFetch(url, { method: "POST", headers, body: JSON.stringify(body), signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new EdgeRailsError("connection", `Cannot reach a server at ${url.origin}: is it running?`, { cause });
  }
};

/** The parts of a complete answer: verdicts first, then the text. */
const answerParts = (body: JsonRecord): readonly StreamPart[] => {
  const verdict = verdictField(body["guardrails"]);
  const message = recordOf(recordOf(listOf(body["choices"])[0])["message"]);
  const usage = laterUsage(undefined, body["usage"]);
  return [
    ...(verdict === undefined ? [] : [{ type: "verdict" as const, choice: 0, verdict }]),
    { type: "text-delta", choice: 0, text: textOf(message["content"]) },
    ...(usage === undefined ? [] : [{ type: "usage" as const, choice: 0, usage }]),
  ];
};

async function* answer(
  options: RemoteOptions,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void> {
  const response = await post(options, messages, signal);
  if (!response.ok) throw await refused(response);
  if (!options.streaming || response.body === null) return yield* answerParts(await readBody(response));
  yield* pipeline<StreamPart>(response.body, [sseDecoder(), gatewayDecoder()], { signal });
}

/** Gets answers from a server with the OpenAI API. Verdicts are shown if it is an edgerails gateway. */
export const remoteResponder = (options: RemoteOptions): Responder => {
  completionsUrl(options.url);
  return {
    refusal: refusalText(RailsConfig.fromObject({})),
    ask(messages, signal) {
      let usage: TokenUsage | undefined;
      let outcome: Outcome | undefined;
      const watched = async function* (): AsyncGenerator<StreamPart, void> {
        for await (const part of answer(options, messages, signal)) {
          if (part.type === "usage") usage = part.usage;
          if (part.type === "verdict") outcome ??= { ...part.verdict, verdicts: [part.verdict] };
          yield part;
        }
      };
      return {
        parts: fromIterable(watched()),
        facts: () => Promise.resolve({ ...optional("usage", usage), ...optional("outcome", outcome) }),
      };
    },
  };
};
