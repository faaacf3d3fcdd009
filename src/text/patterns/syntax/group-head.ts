import { NO_BACKREFERENCE } from "./escapes.ts";
import type { LookKind } from "./look-around.ts";
import type { PatternSource } from "./pattern-source.ts";

/** The flags in effect at a position of the pattern. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** Parses the sign of a look-around after `(?`, if there is one. */
export const lookKindAt = (source: PatternSource): LookKind | undefined => {
  const kind = /^(<?)([=!])/.exec(source.text.slice(source.at, source.at + 2));
  if (kind === null) return undefined;
  source.at += kind[0].length;
  return { isAhead: kind[1] === "", isNegative: kind[2] === "!" };
};

/** The head of a group. */
export interface GroupHead {
  readonly flags: Flags;
  /** Whether the group ends with its head: a comment, or flags for the rest of the enclosing group. */
  readonly isClosed: boolean;
}

/** Parses the head of any other group, after `(?`. */
export const groupHeadAt = (source: PatternSource, flags: Flags): GroupHead => {
  if (source.take(":")) return { flags, isClosed: false };
  if (source.take("#")) {
    skipComment(source);
    return { flags, isClosed: true };
  }
  if (source.peek() === "P" || source.peek() === "<") {
    skipName(source);
    return { flags, isClosed: false };
  }
  if (source.peek() === ">") throw source.error("Cannot use pattern: atomic groups are not supported");
  return flagsAt(source, flags);
};

const skipComment = (source: PatternSource): void => {
  while (!source.isAtEnd && source.peek() !== ")") source.at++;
  if (!source.take(")")) throw source.error("Cannot read pattern: missing ')'");
};

const skipName = (source: PatternSource): void => {
  source.take("P");
  if (!source.take("<")) throw source.error(NO_BACKREFERENCE);
  while (/\w/.test(source.peek())) source.at++;
  if (!source.take(">")) throw source.error("Cannot read pattern: missing '>' after a group's name");
};

const flagsAt = (source: PatternSource, before: Flags): GroupHead => {
  let written = "";
  while (/[a-zA-Z-]/.test(source.peek())) written += source.next();
  const flags = changed(source, before, written);
  if (source.take(":")) return { flags, isClosed: false };
  if (source.take(")")) return { flags, isClosed: true };
  throw source.error("Cannot read pattern: unknown kind of group");
};

const changed = (source: PatternSource, { ignoreCase, multiline, dotAll }: Flags, written: string): Flags => {
  const [on = "", off = ""] = written.split("-");
  const unknown = /[^imsu]/.exec(on + off)?.[0];
  if (unknown !== undefined) throw source.error(`Cannot use pattern: flag '${unknown}' is not supported`);
  const set = (flag: string, now: boolean): boolean => on.includes(flag) || (now && !off.includes(flag));
  return { ignoreCase: set("i", ignoreCase), multiline: set("m", multiline), dotAll: set("s", dotAll) };
};
