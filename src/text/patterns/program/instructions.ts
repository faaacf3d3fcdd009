/**
 * The instructions of a compiled pattern (Thompson's construction), each with an argument and the next address:
 * - `set` reads a character of a set.
 * - `split` continues at several addresses, the preferred one first (argument: index of the first in the list of
 * branches; next: their number).
 * - `assert` continues only if its assertion holds.
 * - `value` ends a context, so that a match may start.
 * - `signal` reports that a word of `near` has ended, or that such words no longer count (argument: a {@link SIGNAL}).
 * - `match` ends a pattern (argument: its index; next: how many code units earlier the match ended, such as before the
 *   line break after a `$`).
 * - `lastLineEnd` stands for `$` until the pattern is complete.
 */
export const OP = { set: 0, split: 1, assert: 2, value: 3, match: 4, lastLineEnd: 5, signal: 6 } as const;

/** What a context may report besides the start of values. */
export const SIGNAL = { none: 0, near: 1, far: 2 } as const;
export type Signal = (typeof SIGNAL)[keyof typeof SIGNAL];
