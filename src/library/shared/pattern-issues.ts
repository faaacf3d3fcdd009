import type { ConfigIssue } from "../../errors.ts";
import { compilePatterns, costOf } from "../../text/patterns/pattern-program.ts";
import { PatternError } from "../../text/patterns/syntax/pattern-error.ts";
import { slowPattern } from "../../text/patterns/worst-case.ts";

/** Why a pattern of a config cannot be used, if it cannot. */
export const patternIssues = (pattern: string, path: string, ignoreCase: boolean): readonly ConfigIssue[] => {
  try {
    compilePatterns([pattern], { ignoreCase });
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [{ path, message: `Pattern '${pattern}' cannot be used. ${error.message}` }];
  }
};

/** How a hostile text can make a pattern of a config slow, if it can. */
export const slowPatternIssues = (pattern: string, path: string): readonly ConfigIssue[] => {
  const reason = slowPattern(costOf(pattern));
  return reason === undefined ? [] : [{ path, message: `Pattern '${pattern}' may be slow: ${reason}` }];
};
