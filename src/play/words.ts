export const milliseconds = (value: number): string => `${Math.round(value)} ms`;

/** A number with its noun: `1 token`, `2 tokens`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
