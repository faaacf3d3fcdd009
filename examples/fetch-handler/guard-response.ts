// A fetch handler that guards the response of an OpenAI-compatible API, streamed or not, with a config.
import { LLMRails, RailsConfig } from "edgerails";

interface Env {
  readonly UPSTREAM_URL: string;
}

const rails = new LLMRails(
  RailsConfig.fromContent({
    yamlContent: `
      rails:
        output:
          flows: [regex check output]
          streaming: { enabled: true }
        config:
          regex_detection:
            output: { patterns: ["sk-[A-Za-z0-9]{8,}"] }
    `,
  }),
);

export const handler = async (request: Request, env: Env): Promise<Response> => {
  const upstream = await fetch(`${env.UPSTREAM_URL}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await request.text(),
  });
  return rails.guardResponse(upstream);
};

export default { fetch: handler };
