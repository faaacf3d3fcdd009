/** Hosts that a config allows. */
export interface HostPattern {
  /** From the left; `*` is any label, `**`, only as the first, any number of labels from one on. */
  readonly labels: readonly string[];
  /** Empty: the port that the scheme stands for. */
  readonly port: string;
}

/** Stands for a wildcard while a host is read, which knows no stars. */
const ANY = "any-label-here";
const MANY = "many-labels-here";

/** A host without the dot at its end, which names the same one. */
const labelsOf = (hostname: string): readonly string[] => hostname.replace(/\.$/, "").split(".");

/** A host of a config as links are compared with it: `Bücher.example` as `xn--bcher-kva.example`. Undefined for what is none. */
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
