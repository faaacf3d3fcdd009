import { ConfigError } from "../errors.ts";
import { type Access, FULL_ACCESS } from "./access.ts";
import { RefusedRequest } from "./failure.ts";

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** Takes the same time wherever two digests differ. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = 0;
  for (let at = 0; at < a.length; at += 1) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
  return difference === 0;
};

const BEARER = /^Bearer +(\S+) *$/i;

const unauthorized = (code: string, message: string): RefusedRequest =>
  new RefusedRequest(401, code, message, { headers: { "www-authenticate": "Bearer" } });

/** The keys clients may show. Digests are compared, all of them every time, so that no answer comes sooner than another. */
export class ApiKeys {
  readonly #keys: readonly string[];
  // Kept as values: a promise made in one request must not be awaited in another on Workers.
  #digests: readonly Uint8Array[] | undefined;

  constructor(keys: readonly string[]) {
    if (keys.length === 0) throw new ConfigError("`apiKeys` is empty: leave it out for a gateway that is open to all");
    if (keys.some((key) => !/^\S+$/.test(key)))
      throw new ConfigError("`apiKeys` has a key that is blank or has spaces");
    this.#keys = keys;
  }

  /** Throws unless the request shows one of the keys. */
  async check({ headers }: Request): Promise<Access> {
    const shown = BEARER.exec(headers.get("authorization") ?? "")?.[1];
    if (shown === undefined) {
      throw unauthorized("missing_api_key", "An API key is needed: send `authorization: Bearer <key>`");
    }
    this.#digests ??= await Promise.all(this.#keys.map(digest));
    const own = await digest(shown);
    const matches = this.#digests.filter((known) => isSame(known, own));
    if (matches.length === 0) throw unauthorized("invalid_api_key", "The API key is not valid");
    return FULL_ACCESS;
  }
}
