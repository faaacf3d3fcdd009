import { LLMRails, RailsConfig } from "edgerails/core";
import { compilePatterns, defineRail, PatternGate } from "edgerails/rails";
import { assertMasked, QUESTION, saidIn, upstream } from "./policy.mjs";

const secrets = compilePatterns(["ghp_[A-Za-z0-9]{36}"]);
const noKeys = defineRail({
  name: "no keys",
  reads: "incremental",
  createGate: () => new PatternGate(secrets, { action: "mask" }),
});

export const run = async () => {
  const config = RailsConfig.fromObject({ rails: { output: { flows: ["no keys"], streaming: { enabled: true } } } });
  const rails = new LLMRails(config, { rails: [noKeys] });
  return assertMasked(await saidIn(await rails.guardResponse(upstream(), { messages: QUESTION })));
};
