import { LLMRails } from "edgerails/core";
import config from "../../rails-config";

const rails = new LLMRails(config, { env: process.env });

export async function POST(request: Request): Promise<Response> {
  const content = await request.text();
  return rails.streamAsync({ messages: [{ role: "user", content }], signal: request.signal }).toResponse();
}
