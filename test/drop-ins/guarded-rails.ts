import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { regexRails } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";

/** Rails that block on input and output. */
export const regex = (): LLMRails => railsOf(JSON.stringify({ rails: regexRails() }));

/** Rails that mask addresses on input, and restore them on output. */
export const masking = (): LLMRails =>
  railsOf(`
rails:
  input:
    flows: [mask sensitive data on input]
    pseudonyms: { style: numbered, restore: true }
  config: { sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } } }
`);
