/** API keys in the format of known providers, and whatever follows `Bearer`. */
const KEY = /\bBearer\s+[^\s"',;]+|\b(?:(?:sk|pk|rk|nvapi|gsk|hf|xai|pplx)[-_]|AIza)[\w-]{8,}/gi;

/** Shorter secrets are ordinary words: removing them would reveal more than leaving them. */
const MIN_SECRET = 6;

/** A character as it is, after backslashes, and as JSON and URLs escape it, even repeatedly. */
const formOf = (character: string): RegExp => {
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  const plain = character.replace(/\W/, "\\$&");
  return new RegExp(`\\\\{0,16}(?:${plain}|u${code})|%${code.slice(2)}`, "iy");
};

/** The end of a text that was truncated within such a form, or between two. */
const CUT_FORM = /^\\*(?:u[\da-f]{0,3}|%[\da-f]?)?$/i;

/**
 * Where a text has a secret, however escaped: start and end of each place, in order. Truncated text may end within the
 * secret. Matches character by character, since a key may be too long for one RegExp.
 */
export function* secretSpans(text: string, secret: string): Generator<readonly [start: number, end: number]> {
  const forms = secret.split("").map(formOf);
  let from = 0;
  for (const { index } of text.matchAll(new RegExp(forms[0] as RegExp, "gi"))) {
    const start = Math.max(index, from);
    let end = start;
    const length = forms.findIndex((form) => {
      form.lastIndex = end;
      const isSaid = form.test(text);
      end = form.lastIndex || end;
      return !isSaid;
    });
    const isCut = length >= MIN_SECRET && CUT_FORM.test(text.slice(end));
    if (length >= 0 && !isCut) continue;
    from = isCut ? text.length : end;
    yield [start, from];
  }
}

const withoutSecret = (text: string, secret: string): string => {
  let [kept, from] = ["", 0];
  for (const [start, end] of secretSpans(text, secret)) {
    kept += `${text.slice(from, start)}[redacted]`;
    from = end;
  }
  return kept + text.slice(from);
};

/** Removes secrets, and anything in the format of a key, from text that is kept for the operator. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter(({ length }) => length >= MIN_SECRET)
    .reduce(withoutSecret, text)
    .replaceAll(KEY, "[redacted]");
