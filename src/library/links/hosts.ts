/** A pattern of allowed hosts. */
export interface HostPattern {
  /** From left to right. `*` matches one label; `**`, only allowed as the first, matches one or more. */
  readonly labels: readonly string[];
  /** Empty: the default port of the scheme. */
  readonly port: string;
}

/** Replaces a wildcard while the host is parsed as a URL. */
const ANY = "any-label-here";
const MANY = "many-labels-here";

/** The labels of a host. A trailing dot is ignored. */
const labelsOf = (hostname: string): readonly string[] => hostname.replace(/\.$/, "").split(".");

/**
 * Parses a host of a config to the form in which links have it: `Bücher.example` becomes `xn--bcher-kva.example`.
 * Undefined if it is invalid.
 */
export const hostPattern = (written: string): HostPattern | undefined => {
  const read = written
    .trim()
    .replace(/^\*\*(?=\.)/, MANY)
    .replaceAll(/(?<=^|\.)\*(?=\.|$)/g, ANY);
  if (/[\s/\\@?#*%]/.test(read)) return undefined;
  try {
    const { hostname, port } = new URL(`ws://${read}`);
    const labels = labelsOf(hostname).map((label) => (label === ANY ? "*" : label === MANY ? "**" : label));
    return labels.every((label) => label === "*" || label === "**") ? undefined : { labels, port };
  } catch {
    return undefined;
  }
};

const matchesLabels = (pattern: readonly string[], labels: readonly string[]): boolean => {
  const [first, ...rest] = pattern;
  if (first === "**") {
    const more = labels.length - rest.length;
    return more >= 1 && matchesLabels(rest, labels.slice(more));
  }
  return pattern.length === labels.length && pattern.every((label, at) => label === "*" || label === labels[at]);
};

/** Whether one of the patterns allows a host. */
export const isAllowedHost = (patterns: readonly HostPattern[], hostname: string, port: string): boolean => {
  const labels = labelsOf(hostname);
  return patterns.some((pattern) => pattern.port === port && matchesLabels(pattern.labels, labels));
};
