/**
 * Spanish, Catalan and Italian also say "no", so a judge may answer in them. These are the beginnings of words that
 * contradict an allowing "no", in lower case.
 */

const word = (words: string): RegExp => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, "u");
const stem = (stems: string): RegExp => new RegExp(`(?<!\\p{L})(?:${stems})`, "gu");

/** Includes the words of English: a name such as Los Angeles does not make a text Spanish. */
const NEGATOR = word(
  "no|non|ni|né|sin|sense|senza|cap|mai|nunca|tampoco|nada|nulla|niente|res|nessun\\p{L}*|ningun\\p{L}*|ningú\\p{L}*|not|nor|nothing|none|never|neither|without",
);

/** Verbs for blocking a text, or for breaking rules. */
const VERDICTS = stem(
  "bloque|bloqu[ie]|blocc|rechaz|rebutj|rifiut|respint|prohib|proib|vietat|deneg|negad|viola|infring",
);
/** Properties of an allowed text. */
const MERITS = stem("segur|sicur|acept|accept|accett|permit|permes|consent|cumpl|compl[ie]|rispett|adecu|adegu");
/** Properties of a text that must be blocked. */
const FAULTS = stem(
  "peligros|perillos|pericolos|dañin|danny?os|nociv|insegur|insicur|ofensiv|ofensius|offensiv|inapropia|inapropiat|inadecu|inappropriat|abusiv|malicios|malevol|ilegal|il·leg|illegal|tóxic|tossic|amenaz|minacc",
);

const TURNS = "[.;:!?()\\n–—]|(?<!\\p{L})(?:pero|sino|aunque|però|sinó|ma|tuttavia|anche se)(?!\\p{L})";
const SENTENCES = new RegExp(TURNS, "u");
const CLAUSES = new RegExp(`,|${TURNS}`, "u");

/** Whether one of the words occurs negated (or not negated), judged by the text since the previous one. */
const occurs = (words: RegExp, clause: string, how: "negated" | "affirmed"): boolean => {
  let from = 0;
  for (const { index, 0: found } of clause.matchAll(words)) {
    if (NEGATOR.test(clause.slice(from, index)) === (how === "negated")) return true;
    from = index + found.length;
  }
  return false;
};

/** Whether a sentence names a fault. A negation applies to the whole list that follows. */
const hasFault = (sentence: string): boolean => {
  const at = sentence.search(FAULTS);
  return at >= 0 && !NEGATOR.test(sentence.slice(0, at));
};

const SPOKEN = word("el|la|los|las|del|de|que|es|debe|ser|una?|il|lo|gli|le|della|che|è|deve|essere|els|ha de");

/** Whether an explanation in one of these languages says the opposite of an allowing "no". */
export const contradictsInRomance = (text: string): boolean =>
  SPOKEN.test(text) &&
  (text.split(SENTENCES).some(hasFault) ||
    text.split(CLAUSES).some((clause) => occurs(VERDICTS, clause, "affirmed") || occurs(MERITS, clause, "negated")));
