/** Nanoseconds per instruction where the cache does not help, as measured. */
const NS_PER_INSTRUCTION = 5;
/** A pattern with fewer instructions costs at most a second for a text of a million characters. */
const MAX_QUIET = 200;
/** The most instructions for all patterns of one rail: fifty microseconds a character. */
const MAX_COST = 10_000;

/** Seconds that a hostile text of a million characters may take. */
const seconds = (cost: number): string => `${Math.max(1, Math.round((cost * NS_PER_INSTRUCTION) / 1_000))} s`;

/**
 * A warning about a pattern that a hostile text can make slow; undefined if it cannot. The time is linear in the text
 * and proportional to the size of the pattern, in which every repetition counts as often as it may repeat.
 *
 * @param cost - the `cost` of its program.
 */
export const slowPattern = (cost: number): string | undefined =>
  cost <= MAX_QUIET
    ? undefined
    : `its ${cost} instructions can cost ${seconds(cost)} for a million characters of a hostile text: use smaller repetitions, or \`+\` and \`*\`, which cost the same for any length`;

/** Why patterns that are too costly together are refused; undefined if they are not. */
export const tooCostly = (cost: number): string | undefined =>
  cost <= MAX_COST
    ? undefined
    : `The patterns have ${cost} instructions together, which can cost ${seconds(cost)} for a million characters of a hostile text; ${MAX_COST} are allowed: use fewer patterns or smaller repetitions`;
