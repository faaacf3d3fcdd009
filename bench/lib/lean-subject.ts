import { RailsConfig } from "../../src/core.ts";
import { regexDetection } from "../../src/library/regex-detection/spec.ts";
import { createApp } from "../../src/server/core.ts";
import { FORBIDDEN } from "./fixture.ts";

// A gateway as a Worker should have it: with what its config names, and nothing else.
const config = RailsConfig.fromObject(
  {
    models: [{ type: "main", engine: "openai", model: "bench" }],
    rails: {
      output: { flows: ["regex check output"], streaming: { enabled: true } },
      config: { regex_detection: { output: { patterns: FORBIDDEN } } },
    },
  },
  { catalog: { rails: [regexDetection] } },
);
const app = createApp({ configs: { main: config } });

export default { fetch: (request: Request): Response | Promise<Response> => app.fetch(request) };
