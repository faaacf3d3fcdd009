import type { ModelConfig } from "../../config/config-types.ts";
import type { Upstream } from "../../http/upstream-error.ts";
import type { AnswerReader } from "../../wire/answer-reader.ts";
import { chatReader } from "../../wire/openai/chat-reader.ts";
import { responsesReader } from "../../wire/responses/responses-reader.ts";
import { withoutEnding } from "../endpoint.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { openaiBody } from "./openai-body.ts";
import { responsesBody } from "./responses-body.ts";
import type { ServerCapabilities } from "./server-capabilities.ts";

/** One of the APIs of a model: where it is called, with what, and how its answers are read. */
export interface ApiCall {
  readonly base: URL;
  readonly path: string;
  readonly reader: AnswerReader;
  body(request: ModelRequest, server: ServerCapabilities, stream: boolean): ModelParams;
}

/** Chat completions, or completions of a text. */
export const chatCall = (config: ModelConfig, upstream: Upstream, base: URL): ApiCall => ({
  base,
  path: config.mode === "text" ? "completions" : "chat/completions",
  reader: chatReader(upstream),
  body: (request, server, stream) => openaiBody(config, request, server, stream),
});

/**
 * The path of a deployment at Azure, which has the Responses API beside all deployments, and is told them as models.
 */
const DEPLOYMENT = /\/deployments\/([^/]+)\/?$/;

/** The Responses API. */
export const responsesCall = (config: ModelConfig, upstream: Upstream, base: URL): ApiCall => {
  const [, deployment] = DEPLOYMENT.exec(base.pathname) ?? [];
  const model = deployment === undefined ? config.model : decodeURIComponent(deployment);
  return {
    base: withoutEnding(base, DEPLOYMENT),
    path: "responses",
    reader: responsesReader(upstream),
    body: (request, server, stream) => responsesBody({ ...config, model }, request, server, stream),
  };
};
