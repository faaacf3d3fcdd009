import { LLMRails, RailsConfig } from "edgerails";
import { openTelemetry } from "edgerails/otel";
import { assertMasked, CONFIG, QUESTION, textOf } from "./policy.mjs";

export const run = async () => {
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG), { telemetry: openTelemetry() });
  return assertMasked(await textOf(rails.streamAsync({ messages: QUESTION })));
};
