import { LLMRails, RailsConfig } from "edgerails/core";
import config, { catalog } from "../../rails-config";

const guarded = new LLMRails(RailsConfig.fromObject(config, { catalog }), { env: process.env });

export async function POST(request: Request): Promise<Response> {
  const content = await request.text();
  const stream = guarded.streamAsync({ messages: [{ role: "user", content }], signal: request.signal });
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(stream.pipeThrough(new TextEncoderStream()), { headers });
}
