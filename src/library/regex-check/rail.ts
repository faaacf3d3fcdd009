import { ConfigError } from "../../errors.ts";
import { PatternGate } from "../../text/patterns/pattern-gate.ts";
import { compilePatterns, type PatternProgram } from "../../text/patterns/pattern-program.ts";
import { PatternError } from "../../text/patterns/pattern-error.ts";
import type { IncrementalRail } from "../../rails/rail.ts";
import type { RailFactory } from "../../rails/rail-factory.ts";

const compile = (patterns: readonly string[], ignoreCase: boolean, path: string): PatternProgram => {
  const issues = patterns.flatMap((pattern, index) => {
    try {
      compilePatterns([pattern], { ignoreCase });
      return [];
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return [{ message: `Pattern '${pattern}' cannot be used. ${error.message}`, path: `${path}.${index}` }];
    }
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return compilePatterns(patterns, { ignoreCase, searchOnly: true });
};

/** `regex check input` and `regex check output`: blocks a text in which one of the configured patterns matches. */
export const regexCheck =
  (source: "input" | "output"): RailFactory =>
  ({ flow, config }): IncrementalRail => {
    const path = `rails.config.regex_detection.${source}.patterns`;
    const settings = config.rails.config.regexDetection[source];
    if (settings === undefined || settings.patterns.length === 0) {
      throw new ConfigError([{ message: `Rail "${flow}" has no patterns: list at least one`, path }]);
    }
    const program = compile(settings.patterns, settings.caseInsensitive, path);
    const { maxMatchLength, onOverflow } = settings;
    return {
      name: flow,
      reads: "incremental",
      createGate: () => new PatternGate(program, { maxMatchLength, onOverflow }),
    };
  };
