import { LLMRails, RailsConfig } from "edgerails/core";
import config, { catalog } from "../../rails-config";

const rails = new LLMRails(RailsConfig.fromObject(config, { catalog }), { env: process.env });

export async function POST(request: Request): Promise<Response> {
  const content = await request.text();
  return rails.streamAsync({ messages: [{ role: "user", content }], signal: request.signal }).toResponse();
}
