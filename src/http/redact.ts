/** Keys as the providers make them, and whatever follows the word Bearer. */
const KEY = /\bBearer\s+[^\s"',;]+|\b(?:(?:sk|pk|rk|nvapi|gsk|hf|xai|pplx)[-_]|AIza)[\w-]{8,}/gi;

/** Shorter secrets are words: taking them out would say more than leaving them in. */
const MIN_SECRET = 6;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

/** A character as it is, behind backslashes, and as the escapes of JSON and of URLs write it. */
const formsOf = (character: string): string => {
  const code = character.charCodeAt(0);
  const plain = character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
  return `(?:\\\\*${plain}|\\\\+u${hex(code, 4)}|%${hex(code, 2)})`;
};

/** A secret however an upstream may have escaped it when it told what it was sent. */
const spelled = (secret: string): RegExp => new RegExp(secret.split("").map(formsOf).join(""), "gi");

/** A text that was cut may end in the middle of a secret. */
const withoutHalf = (text: string, secret: string): string => {
  for (let length = secret.length - 1; length >= MIN_SECRET; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return `${text.slice(0, -length)}[redacted]`;
  }
  return text;
};

/** Takes secrets, and what has the shape of a key, out of a text that is kept for the operator. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter(({ length }) => length >= MIN_SECRET)
    .reduce((rest, secret) => withoutHalf(rest.replaceAll(spelled(secret), "[redacted]"), secret), text)
    .replaceAll(KEY, "[redacted]");
