import { assertOptions } from "../config/suggest.ts";
import { ConfigError } from "../errors.ts";
import { kindOf } from "../json.ts";
import { LLMRails } from "./llm-rails.ts";

/** Throws a ConfigError at once if a drop-in is made of something else than an LLMRails, or of unknown options. */
export const assertDropIn = (call: string, rails: unknown, options: object = {}, known: object = {}): void => {
  if (!(rails instanceof LLMRails)) {
    throw new ConfigError(
      `${call} expected an LLMRails but found ${kindOf(rails)}: write ${call}(new LLMRails(config))`,
    );
  }
  assertOptions(options, known);
};
