import { RefusedRequest } from "./failure.ts";
import type { Handler } from "./gateway.ts";
import { notFound } from "./listings.ts";

const CHAT = "use POST /v1/chat/completions, /v1/responses or /v1/messages";

const NO_FILES = "This gateway stores no files: send their content in the request";

const NO_THREADS = `This gateway stores no conversations: send the whole conversation with each request, ${CHAT}`;

const NO_JOBS = `This gateway runs no background jobs: send each request separately, ${CHAT}`;

const PROVIDERS = "This gateway only guards requests for text: call your provider directly for";

const UNCOUNTED = "Only the model's provider can count its tokens: read `usage` of the answer";

const OLLAMA = "This gateway does not speak Ollama's own API: set up a client of OpenAI's API with the base URL …/v1";

const LLAMA_CPP =
  "This gateway does not speak llama.cpp's own API: set up a client of OpenAI's API with the base URL …/v1";

const GEMINI = "This gateway does not speak Gemini's own API: set up a client of OpenAI's API with the base URL …/v1";

const AZURE = "This gateway has no deployments of Azure: set up a client of OpenAI's own API with the base URL …/v1";

const NO_PREFIX = "There is nothing at this address: the base URL must end in `/v1`";

/** Endpoints of other APIs that this gateway does not have, and what to use instead. The first match counts. */
const HINTS: readonly (readonly [address: string, sentence: string])[] = [
  ["/v1/embeddings", `${PROVIDERS} embeddings`],
  ["/v1/completions", "Use POST /v1/chat/completions with `messages` in place of `prompt`"],
  ["/v1/complete", "Use POST /v1/messages with `messages` in place of `prompt`"],
  ["/v1/moderations", "Use POST /v1/checks, which returns the verdicts of rails on messages"],
  ["/v1/audio", `${PROVIDERS} audio`],
  ["/v1/images", `${PROVIDERS} images`],
  ["/v1/videos", `${PROVIDERS} videos`],
  ["/v1/realtime", `${PROVIDERS} speech, or stream text: ${CHAT}`],
  ["/v1/fine_tuning", `${PROVIDERS} fine-tuning`],
  ["/v1/files", NO_FILES],
  ["/v1/uploads", NO_FILES],
  ["/v1/vector_stores", `${NO_FILES}; send retrieved texts as \`relevant_chunks\` of \`context\``],
  ["/v1/containers", "This gateway runs no code: run tools yourself and send back their results"],
  ["/v1/assistants", NO_THREADS],
  ["/v1/threads", NO_THREADS],
  ["/v1/conversations", NO_THREADS],
  ["/v1/responses/input_tokens", UNCOUNTED],
  ["/v1/responses/compact", "This gateway does not shorten conversations: send one that fits the model"],
  ["/v1/responses", "Responses cannot be fetched: use POST /v1/responses with the whole conversation"],
  ["/v1/batches", NO_JOBS],
  ["/v1/messages/batches", NO_JOBS],
  ["/v1/messages/count_tokens", UNCOUNTED],
  ["/api/chat", OLLAMA],
  ["/api/generate", OLLAMA],
  ["/api/tags", OLLAMA],
  ["/api/show", OLLAMA],
  ["/api/version", OLLAMA],
  ["/api/ps", OLLAMA],
  ["/api/embed", OLLAMA],
  ["/api/embeddings", OLLAMA],
  ["/v1beta", GEMINI],
  ["/v1beta1", GEMINI],
  ["/v1/v1beta", GEMINI],
  ["/v1/v1beta1", GEMINI],
  ["/v1/models", GEMINI],
  ["/v1/publishers", GEMINI],
  ["/v1/projects", GEMINI],
  ["/openai", AZURE],
  ["/props", LLAMA_CPP],
  ["/slots", LLAMA_CPP],
  ["/completion", LLAMA_CPP],
  ["/tokenize", LLAMA_CPP],
  ["/chat/completions", NO_PREFIX],
  ["/responses", NO_PREFIX],
  ["/messages", NO_PREFIX],
  ["/models", NO_PREFIX],
  ["/v1/v1", "The base URL has `/v1` twice: give clients of Anthropic the address without it"],
];

/** The path without the mount point of an outer app before `/v1`. Azure's paths have a prefix of their own. */
const withoutMount = (path: string): string =>
  path.startsWith("/openai/") ? path : path.slice(Math.max(0, path.indexOf("/v1/")));

const sentenceFor = (path: string): string | undefined =>
  HINTS.find(([address]) => path === address || path.startsWith(`${address}/`))?.[1];

/** Answers requests to unknown endpoints, with a hint for those of other APIs. */
export const unsupported: Handler = (request, ...context) => {
  const sentence = sentenceFor(withoutMount(new URL(request.url).pathname));
  if (sentence === undefined) return notFound(request, ...context);
  // Ollama's clients print an error object as "[object Object]".
  if (sentence === OLLAMA) return Response.json({ error: sentence }, { status: 404 });
  throw new RefusedRequest(404, "not_supported", sentence);
};
