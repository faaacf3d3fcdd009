import type { CheckedConfig } from "../../config/checked-config.ts";
import { runtimeOf } from "../../engine/engine-assembly.ts";
import type { LLMRailsOptions } from "../../engine/llm-rails-options.ts";
import { LLMRails } from "../../engine/llm-rails.ts";
import { Models } from "../../engine/models.ts";
import type { RailsStream } from "../../engine/results/rails-stream.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Handler } from "../gateway.ts";
import { readJsonObject } from "../reading/read-json.ts";
import { editedConfig, editsOrRefuse } from "./edited-config.ts";
import { railsOf } from "./play-page.ts";
import { type PlayRequest, readPlayRequest } from "./play-request.ts";
import { PlayRun } from "./play-run.ts";
import { tappedModel } from "./tapped-model.ts";

/** The rails of a config with a model whose parts are reported to the page. */
const liveRails = (config: CheckedConfig, options: LLMRailsOptions, run: PlayRun): LLMRails => {
  const main = new Models(config, { runtime: runtimeOf(options), engines: options.engines }).ofType("main");
  return new LLMRails(config, main === undefined ? options : { ...options, llm: tappedModel(main, run) });
};

const LOG = { log: { activated_rails: true, held_text: true } } as const;

interface PlayStream {
  readonly request: PlayRequest;
  readonly config: CheckedConfig;
  readonly options: LLMRailsOptions;
  readonly run: PlayRun;
  readonly signal: AbortSignal;
}

const startStream = ({ request, config, options, run, signal }: PlayStream): RailsStream<StreamPart> => {
  const { chat, recording } = request;
  if (recording !== undefined) {
    return new LLMRails(config, options).streamParts({ generator: run.replay(recording), options: LOG, signal });
  }
  const input = { ...chat.input, options: { ...chat.input.options, ...LOG } };
  return liveRails(config, options, run).streamParts({ ...input, signal });
};

/**
 * `POST /play/answers`: an answer as a stream of events: what the model wrote, what rails held back and decided, and
 * when.
 */
export const playAnswer: Handler = async (httpRequest, record, gateway, access) => {
  const body = await readJsonObject(httpRequest, gateway.limits);
  const request = readPlayRequest(body, gateway.readChat, gateway.limits);
  const choice = gateway.registry.choose(request.chat, access);
  record.note({ configIds: choice.ids, stream: true });
  const config = editedConfig(gateway.registry.config(choice), request.edits, request.recording !== undefined);
  const run = new PlayRun(gateway.clock, railsOf(config));
  // Creating rails compiles the edited patterns.
  const { options } = gateway.registry;
  const stream = editsOrRefuse(() => startStream({ request, config, options, run, signal: httpRequest.signal }));
  record.defer();
  return new Response(
    run.body(stream, (end) => record.close(end)),
    { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } },
  );
};
