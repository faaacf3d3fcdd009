/** Keys as the providers make them, and whatever follows the word Bearer. */
const KEY = /\bBearer\s+[^\s"',;]+|\b(?:(?:sk|pk|rk|nvapi|gsk|hf|xai|pplx)[-_]|AIza)[\w-]{8,}/gi;

/** Shorter secrets are words: taking them out would say more than leaving them in. */
const MIN_SECRET = 6;

/** A character as it is, behind backslashes, and as the escapes of JSON and of URLs write it: once, and again and again. */
const formOf = (character: string): RegExp => {
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  const plain = character.replace(/\W/, "\\$&");
  return new RegExp(`\\\\{0,16}(?:${plain}|u${code})|%${code.slice(2)}`, "iy");
};

/** What a text ends with that was cut within a form, or between two. */
const CUT_FORM = /^\\*(?:u[\da-f]{0,3}|%[\da-f]?)?$/i;

/** Character by character, since a key may be too long for one expression. A text that was cut may end in the middle of it. */
const withoutSecret = (text: string, secret: string): string => {
  const forms = secret.split("").map(formOf);
  let [kept, from] = ["", 0];
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
    kept += `${text.slice(from, start)}[redacted]`;
    from = isCut ? text.length : end;
  }
  return kept + text.slice(from);
};

/** Takes secrets, and what has the shape of a key, out of a text that is kept for the operator. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter(({ length }) => length >= MIN_SECRET)
    .reduce(withoutSecret, text)
    .replaceAll(KEY, "[redacted]");
