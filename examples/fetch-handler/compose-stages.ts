// A fetch handler composed of stages: the upstream's answer as plain text, blocked if it contains a key.
import {
  chatCompletionDecoder,
  compilePatterns,
  PatternGate,
  pipeline,
  sseDecoder,
  textGate,
  textView,
} from "edgerails/streams";

interface Env {
  readonly UPSTREAM_URL: string;
}

const secrets = compilePatterns(["sk-[A-Za-z0-9]{8,}"]);

export const handler = async (request: Request, env: Env): Promise<Response> => {
  const upstream = await fetch(`${env.UPSTREAM_URL}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await request.text(),
  });
  if (!upstream.ok || upstream.body === null) return new Response("The model is not available", { status: 502 });
  const text = pipeline(upstream.body, [
    sseDecoder(),
    chatCompletionDecoder(),
    textGate({ rail: "no keys", create: () => new PatternGate(secrets) }),
    textView(),
  ]);
  return new Response(text.pipeThrough(new TextEncoderStream()), {
    // Compression would buffer the stream.
    headers: { "content-type": "text/plain; charset=utf-8", "content-encoding": "identity" },
  });
};

export default { fetch: handler };
