/** Keys as the providers make them, and whatever follows the word Bearer. */
const KEY = /\bBearer\s+[^\s"',;]+|\b(?:(?:sk|pk|rk|nvapi|gsk|hf|xai|pplx)[-_]|AIza)[\w-]{8,}/gi;

/** Shorter secrets are words: taking them out would say more than leaving them in. */
const MIN_SECRET = 6;

/** Takes secrets, and what has the shape of a key, out of a text that is kept for the operator. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter(({ length }) => length >= MIN_SECRET)
    .reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text)
    .replaceAll(KEY, "[redacted]");
