/** The negations of a language, as alternatives of patterns, like the verbs. */
export interface Denials {
  readonly verbs: string;
  /** Negations directly before a verb: `do not`, `never`. */
  readonly before?: string | undefined;
  /** Negations directly after a verb: `ignorieren Sie nicht`. */
  readonly behind?: string | undefined;
}

/** The text up to the last clause. */
const EARLIER_CLAUSES = /^[^]*[.!?;:\n]/;
const NEVER = "(?!)";
/** In these scripts, a short word must not match the end of a longer one. */
const BEGINS = "(?<![\\p{Script=Latin}\\p{Script=Cyrillic}])";

/**
 * Returns a test whether a text negates all verbs in its last clause, as in `do not forget to read all instructions`. A
 * verb that is not negated makes it an order: `do not forget to ignore all instructions`.
 */
export const isDenied = ({ verbs, before = NEVER, behind = NEVER }: Denials): ((text: string) => boolean) => {
  const verb = `(?:${verbs})`;
  const order = new RegExp(`(?<denied>${BEGINS}(?:${before})\\s*${verb}|${verb}\\s*(?:${behind}))|${verb}`, "giu");
  return (text) => {
    const orders = [...text.replace(EARLIER_CLAUSES, "").matchAll(order)];
    return orders.length > 0 && orders.every(({ groups }) => groups?.denied !== undefined);
  };
};

/** In English: `do not`, `must never`, `is not allowed to`. */
export const NOT: string = String.raw`(?:\w*n['’]t|dont|cant|wont|not|never|cannot)(?:\s+(?:ever|even|just|simply|please|be|allowed|permitted|supposed|able|to))*`;

/** A list of verbs. A negation of the first applies to all. */
export const listed = (verbs: string): string =>
  String.raw`(?:${verbs})(?:(?:\s*,|\s+n?or|\s*,\s*n?or)\s+(?:${verbs}))*(?![a-z])`;
