/** Which warnings this process has given. Not state of a request: it only keeps logs short. */
const given = new Set<string>();

/** Warns on the console, once per process and key. */
export const warnOnce = (key: string, message: string): void => {
  if (given.has(key)) return;
  given.add(key);
  console.warn(`edgerails: ${message}`);
};
