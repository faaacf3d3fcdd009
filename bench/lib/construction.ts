import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { median } from "./drive.ts";
import { FORBIDDEN } from "./fixture.ts";

const config = RailsConfig.fromObject({
  models: [
    { type: "main", engine: "scripted", model: "main" },
    { type: "self_check_input", engine: "scripted", model: "judge" },
    { type: "self_check_output", engine: "scripted", model: "judge" },
  ],
  rails: {
    input: {
      flows: [
        "self check input",
        "regex check input",
        "detect secrets on input",
        "detect sensitive data on input",
        "detect prompt injection on input",
      ],
    },
    output: {
      flows: [
        "self check output",
        "regex check output",
        "detect secrets on output",
        "detect sensitive data on output",
        "stop repetition on output",
      ],
      streaming: { enabled: true },
    },
    config: {
      regex_detection: { input: { patterns: FORBIDDEN }, output: { patterns: FORBIDDEN } },
      sensitive_data_detection: { input: { entities: ["EMAIL_ADDRESS"] }, output: { entities: ["EMAIL_ADDRESS"] } },
    },
  },
});

/** Milliseconds of CPU of `new LLMRails` with ten rails. */
export const constructionMs = (): number => {
  const once = (): number => {
    const before = process.cpuUsage();
    const rails = new LLMRails(config, { onWarning: () => {} });
    const { user, system } = process.cpuUsage(before);
    return rails.config === config ? (user + system) / 1_000 : Number.NaN;
  };
  return median(Array.from({ length: 50 }, once).slice(20));
};
