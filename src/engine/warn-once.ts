import type { ConfigIssue } from "../errors.ts";

/** The warnings that this process has printed. Not the state of a request: it only avoids repetition. */
const given = new Set<string>();

/** Warns on the console, once per process and key. */
export const warnOnce = (key: string, message: string): void => {
  if (given.has(key)) return;
  given.add(key);
  console.warn(`edgerails: ${message}`);
};

/** Prints a warning about a config, with file and line. */
export const warnOfIssue = ({ source, line, path, message }: ConfigIssue): void => {
  const place = [source, line, path].filter((part) => part !== undefined).join(":");
  const text = place === "" ? message : `${place}: ${message}`;
  warnOnce(text, text);
};
