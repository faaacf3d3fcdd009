/** A kind of secret: how it is written, and what tells it from what only looks like it. */
export interface SecretRule {
  /** Stable name, as verdicts and logs show it. */
  readonly id: string;
  /** What it opens, for people. */
  readonly description: string;
  /** The secret itself, in the dialect of the pattern machine. */
  readonly pattern: string;
  /** What stands right before it. It is no secret, so it may be shown while the rest is still coming. */
  readonly context?: string;
  /** What must stand shortly before it instead: words, and a pattern; and what they must not stand before. */
  readonly near?: readonly string[];
  readonly nearPattern?: string;
  readonly nearEnd?: string;
  /** Whether what the pattern found is one. Default: it is no placeholder and no documented example. */
  readonly check?: (value: string, before: string) => boolean;
}

/**
 * One format as a row: id, description, pattern, the entropy in bits a character it has at least, and what stands before the
 * secret where that is more than fixed characters, such as the public id of its owner.
 */
export type FormatRow = readonly [
  id: string,
  description: string,
  pattern: string,
  minEntropy?: number | undefined,
  owner?: string,
];

/** A token begins where no letter or digit comes before, and ends where no character of a token follows. */
export const START = "(?<![0-9A-Za-z])";
export const END = "(?![0-9A-Za-z_])";

/** What closes a name that a value follows: quotes, escaped or not, emphasis, brackets. */
export const NAME_END = "(?:\\\\{0,3}[\"'`]|[*\\])]){0,3}";

/** What stands between a name and the value to take where the name has none: `process.env.API_KEY ?? "…"`. */
export const OR_ELSE = "[|?]{2}|\\?:";

/** A name and its value may stand in two fields, as manifests of Kubernetes, lists of properties and XML have them. */
export const FIELD = "[,;]?\\s*[\"']?(?i:value|default)[\"']?\\s*[:=]|</(?:key|name)>\\s*<(?:string|value)>";
