import { UsageError } from "./args.ts";

const MAX_PORT = 65_535;

/** Parses a port number. Throws a UsageError if it is invalid. */
export const portOf = (text = ""): number => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MAX_PORT) return port;
  throw new UsageError(`Invalid port "${text}": expected a number from 0 to ${MAX_PORT}`);
};
