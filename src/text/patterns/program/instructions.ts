/**
 * The steps of a compiled pattern (Thompson's construction), each with an argument and where it goes on:
 * `set` reads a character of a set; `split` goes on at several places, the preferred first (argument: where they stand in
 * the list of branches; next: how many); `assert` must hold at the place; `value` ends a context, so that a match begins;
 * `signal` says that a word near which rules begin has ended, or ceases to count (argument: which, of {@link SIGNAL}); `match` ends a pattern (argument: its number; next: how
 * many code units earlier the match ended, such as before the line break behind a `$`); `lastLineEnd` is `$` until its pattern is complete.
 */
export const OP = { set: 0, split: 1, assert: 2, value: 3, match: 4, lastLineEnd: 5, signal: 6 } as const;

/** What a context may say beside where values begin. */
export const SIGNAL = { none: 0, near: 1, far: 2 } as const;
export type Signal = (typeof SIGNAL)[keyof typeof SIGNAL];
