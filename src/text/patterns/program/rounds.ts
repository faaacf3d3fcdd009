import type { Round } from "./program-builder.ts";

/**
 * Leaves out of some addresses what an earlier round of the same repetition does as well: of a context only counts whether it
 * matches. So `key.{0,40}` is in one of 41 states, and not in one for every way in which keys can lie within 40 characters.
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
