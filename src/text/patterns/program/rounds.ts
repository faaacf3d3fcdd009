import type { Round } from "./program-builder.ts";

/**
 * Drops addresses of later rounds of a repetition if an earlier round is present, since a context only has to match at
 * all. So `key.{0,40}` has 41 states, instead of one for each combination of keys within 40 characters.
 */
export const withoutLaterRounds = (
  addresses: readonly number[],
  rounds: ReadonlyMap<number, Round>,
): readonly number[] => {
  if (rounds.size === 0 || !addresses.some((address) => rounds.has(address))) return addresses;
  const earliest = new Map<number, number>();
  for (const address of addresses) {
    const known = rounds.get(address);
    if (known === undefined) continue;
    earliest.set(known.repetition, Math.min(known.round, earliest.get(known.repetition) ?? Infinity));
  }
  return addresses.filter((address) => {
    const known = rounds.get(address);
    return known === undefined || earliest.get(known.repetition) === known.round;
  });
};
