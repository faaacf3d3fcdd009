/** How a language tells somebody not to do what a verb says. Alternatives of patterns, as the verbs are. */
export interface Denials {
  readonly verbs: string;
  /** What stands right before a verb: `do not`, `never`. */
  readonly before?: string | undefined;
  /** What stands right behind it: `ignorieren Sie nicht`. */
  readonly behind?: string | undefined;
}

/** A clause begins behind what ends the one before. */
const EARLIER_CLAUSES = /^[^]*[.!?;:\n]/;
const NEVER = "(?!)";
/** Of scripts in which a short word must not be the end of a longer one. */
const BEGINS = "(?<![\\p{Script=Latin}\\p{Script=Cyrillic}])";

/**
 * Asks whether what leads up to a value orders the contrary of what it seems to: each of the verbs in its clause is denied, as in
 * `do not forget to read all instructions`. One that is not makes it an order: `do not forget to ignore all instructions`.
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

/** Verbs of which several stand in a row: what is denied of the first is denied of all. */
export const listed = (verbs: string): string =>
  String.raw`(?:${verbs})(?:(?:\s*,|\s+n?or|\s*,\s*n?or)\s+(?:${verbs}))*(?![a-z])`;
