// The same with `pipeThrough`, for pipelines that also contain your own TransformStreams.
import { chatCompletionDecoder, sseDecoder, stopSequences, textView, toTransformStream } from "edgerails/streams";

interface Env {
  readonly UPSTREAM_URL: string;
}

export const handler = async (request: Request, env: Env): Promise<Response> => {
  const upstream = await fetch(`${env.UPSTREAM_URL}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await request.text(),
  });
  if (!upstream.ok || upstream.body === null) return new Response("The model is not available", { status: 502 });
  const bytes = (upstream.body as ReadableStream<Uint8Array>)
    .pipeThrough(toTransformStream(sseDecoder()))
    .pipeThrough(toTransformStream(chatCompletionDecoder()))
    .pipeThrough(toTransformStream(stopSequences(["\n\n"])))
    .pipeThrough(toTransformStream(textView()))
    .pipeThrough(new TextEncoderStream());
  return new Response(bytes, {
    headers: { "content-type": "text/plain; charset=utf-8", "content-encoding": "identity" },
  });
};

export default { fetch: handler };
