/** What an instruction takes where nothing that was learnt of earlier characters helps, measured; in nanoseconds. */
const NS_PER_INSTRUCTION = 5;
/** A pattern of fewer instructions costs a text of a million characters a second at most. */
const MAX_QUIET = 200;
/** What the patterns of one rail may have together: fifty microseconds a character. */
const MAX_COST = 10_000;

/** Seconds that a million characters may take which were written to be slow. */
const seconds = (cost: number): string => `${Math.max(1, Math.round((cost * NS_PER_INSTRUCTION) / 1_000))} s`;

/**
 * What to say of a pattern that a hostile text can make slow; undefined when it cannot. Time is linear in the text, but
 * proportional to the size of the pattern, in which every repetition counts as often as it may be repeated.
 *
 * @param cost - the `cost` of its program.
 */
export const slowPattern = (cost: number): string | undefined =>
  cost <= MAX_QUIET
    ? undefined
    : `its ${cost} instructions can cost ${seconds(cost)} for a million characters of a hostile text: use smaller repetitions, or \`+\` and \`*\`, which cost the same for any length`;

/** Why patterns that are too costly together are refused; undefined when they are not. */
export const tooCostly = (cost: number): string | undefined =>
  cost <= MAX_COST
    ? undefined
    : `The patterns have ${cost} instructions together, which can cost ${seconds(cost)} for a million characters of a hostile text; ${MAX_COST} are allowed: use fewer patterns or smaller repetitions`;
