import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { regexRails } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";

/** Rails that forbid on both sides. */
export const regex = (): LLMRails => railsOf(JSON.stringify({ rails: regexRails() }));

/** Rails that mask addresses on the way in, and put them back on the way out. */
export const masking = (): LLMRails =>
  railsOf(`
rails:
  input:
    flows: [mask sensitive data on input]
    pseudonyms: { style: numbered, restore: true }
  config: { sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } } }
`);
