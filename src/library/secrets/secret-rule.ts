/** A kind of secret: its pattern, and the conditions that exclude false positives. */
export interface SecretRule {
  /** A stable name, which verdicts and logs show. */
  readonly id: string;
  /** What the secret is for. */
  readonly description: string;
  /** The pattern of the secret, in the dialect of the pattern engine. */
  readonly pattern: string;
  /** The pattern of what directly precedes it. That part is not secret, so it is not held back. */
  readonly context?: string;
  /** What must precede it at a short distance instead: words, or a pattern, with exceptions. */
  readonly near?: readonly string[];
  readonly nearPattern?: string;
  readonly nearEnd?: string;
  /** Texts of which one must directly follow it. */
  readonly followedBy?: readonly string[];
  /** Whether a match is a secret. Default: unless it is a placeholder or a documented example. */
  readonly check?: (value: string, before: string) => boolean;
}

/**
 * A format as a row: id, description, pattern, minimum entropy in bits per character, and the context before the secret
 * if it is more than fixed characters, such as the public id of its owner. A context that begins with counted letters
 * would give the automaton a state for each length of each word; the last item is then an end of it that does not
 * count, behind which the secret is looked for before its check reads the context in full.
 */
export type FormatRow = readonly [
  id: string,
  description: string,
  pattern: string,
  minEntropy?: number | undefined,
  owner?: string,
  ownerEnd?: string,
];

/** A token does not follow a letter or digit. */
export const START = "(?<![0-9A-Za-z])";
export const END = "(?![0-9A-Za-z_])";

export const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/** What may close the name before a value: quotes, escaped or not, emphasis, brackets. */
export const NAME_END = "(?:\\\\{0,3}[\"'`]|[*\\])]){0,3}";

/** Operators between a name and its default: `process.env.API_KEY ?? "…"`. */
export const OR_ELSE = "[|?]{2}|\\?:";

/**
 * A name and its value in separate fields, as in Kubernetes manifests, variables of Terraform, property lists, XML and
 * HTML.
 */
export const FIELD =
  "[,;{]?\\s*(?:(?:type|description|sensitive)\\s*=[^\\n]*\\s+)*[\"']?(?i:value|default)[\"']?\\s*[:=]|</(?:key|name)>\\s*<(?:string|value)>|:?</(?:td|th|dt|b|strong|label|span)>\\s*<(?:td|dd|span|code)[^<>\\n]*>";
