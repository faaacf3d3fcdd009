import {
  chatCompletionDecoder,
  compilePatterns,
  PatternGate,
  pipeline,
  sseDecoder,
  textGate,
  textView,
} from "edgerails/streams";
import { assertMasked, textOf, upstream } from "./policy.mjs";

export const run = async () => {
  const secrets = compilePatterns(["ghp_[A-Za-z0-9]{36}"]);
  const create = () => new PatternGate(secrets, { action: "mask" });
  const stages = [sseDecoder(), chatCompletionDecoder(), textGate({ rail: "no keys", create }), textView()];
  return assertMasked(await textOf(pipeline(upstream().body, stages)));
};
