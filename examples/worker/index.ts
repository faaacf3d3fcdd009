// A Worker that guards its own model: `wrangler dev examples/worker/index.ts`.
import { LLMRails, RailsConfig } from "edgerails/core";
import { secrets } from "edgerails/rails/secrets";

interface Env {
  readonly OPENAI_API_KEY?: string;
  /** Default: OpenAI. */
  readonly OPENAI_BASE_URL?: string;
}

const configOf = ({ OPENAI_BASE_URL: base_url }: Env): RailsConfig =>
  RailsConfig.fromObject(
    {
      models: [
        {
          type: "main",
          engine: "openai",
          model: "gpt-4o-mini",
          parameters: base_url === undefined ? {} : { base_url },
        },
      ],
      rails: { output: { flows: ["mask secrets on output"], streaming: { enabled: true } } },
    },
    { catalog: { rails: [secrets] } },
  );

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const rails = new LLMRails(configOf(env), { env });
    const messages = [{ role: "user" as const, content: await request.text() }];
    const stream = rails.streamAsync({ messages, signal: request.signal });
    return stream.toResponse();
  },
};
