import type { ConfigIssue } from "../errors.ts";

/** Which warnings this process has given. Not state of a request: it only keeps logs short. */
const given = new Set<string>();

/** Warns on the console, once per process and key. */
export const warnOnce = (key: string, message: string): void => {
  if (given.has(key)) return;
  given.add(key);
  console.warn(`edgerails: ${message}`);
};

/** Warns of something in a config, with its place. */
export const warnOfIssue = ({ source, line, path, message }: ConfigIssue): void => {
  const place = [source, line, path].filter((part) => part !== undefined).join(":");
  const text = place === "" ? message : `${place}: ${message}`;
  warnOnce(text, text);
};
