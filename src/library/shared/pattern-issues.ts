import type { ConfigIssue } from "../../errors.ts";
import { compilePatterns } from "../../text/patterns/pattern-program.ts";
import { PatternError } from "../../text/patterns/syntax/pattern-error.ts";
import { slowPattern } from "../../text/patterns/worst-case.ts";

/** The result of compiling one pattern of a config. */
export interface JudgedPattern {
  /** The cost of its program; 0 if it is invalid. */
  readonly cost: number;
  /** Why it is invalid; empty if it is valid. */
  readonly issues: readonly ConfigIssue[];
  /** How a hostile text can make it slow; empty if none can. */
  readonly warnings: readonly ConfigIssue[];
}

export const judgedPattern = (
  pattern: string,
  path: string,
  options: { readonly ignoreCase: boolean },
): JudgedPattern => {
  try {
    const { cost } = compilePatterns([pattern], options);
    const reason = slowPattern(cost);
    const warnings = reason === undefined ? [] : [{ path, message: `Pattern '${pattern}' may be slow: ${reason}` }];
    return { cost, issues: [], warnings };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const issues = [{ path, message: `Pattern '${pattern}' cannot be used. ${error.message}` }];
    return { cost: 0, issues, warnings: [] };
  }
};
