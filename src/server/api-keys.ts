import { ConfigError, type ConfigIssue } from "../errors.ts";
import { type Access, FULL_ACCESS } from "./access.ts";
import { RefusedRequest } from "./failure.ts";

/** A hashed API key, and the configs it is restricted to. */
export interface GatewayKey {
  /** SHA-256 of the key in UTF-8, as 64 hexadecimal digits: what `edgerails hash-key` prints. */
  readonly sha256: string;
  /** A label for the operator. */
  readonly name?: string;
  /** Configs whose rails always run, combined, in requests with this key. */
  readonly configs?: readonly string[];
  /**
   * Configs that requests with this key may name; their rails run in addition to those of `configs`. Default: none, or
   * all configs of the gateway if `configs` is absent too.
   */
  readonly choices?: readonly string[];
}

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** Compares in constant time. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = 0;
  for (let at = 0; at < a.length; at += 1) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
  return difference === 0;
};

const HASH = /^[\da-f]{64}$/i;

const bytesOf = (hash: string): Uint8Array =>
  Uint8Array.from({ length: hash.length / 2 }, (_, at) => Number.parseInt(hash.slice(at * 2, at * 2 + 2), 16));

/** A digest in the format of `GatewayKey.sha256`. */
export const hexOf = (digest: Uint8Array): string =>
  [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const accessOf = ({ configs, choices }: GatewayKey): Access => {
  if (configs === undefined && choices === undefined) return FULL_ACCESS;
  return { always: configs ?? [], choices: choices ?? [] };
};

const keyIssues = (keys: readonly GatewayKey[]): readonly ConfigIssue[] => {
  const hashes = keys.map(({ sha256 }) => sha256.toLowerCase());
  return keys.flatMap(({ sha256, configs, choices }, index): readonly ConfigIssue[] => {
    const at = `keys.${index}`;
    if (!HASH.test(sha256)) {
      return [{ path: `${at}.sha256`, message: "Expected 64 hexadecimal digits: `edgerails hash-key` prints them" }];
    }
    if (hashes.indexOf(sha256.toLowerCase()) < index) {
      return [{ path: `${at}.sha256`, message: "The same key is listed twice: keep one of the entries" }];
    }
    // An empty list would mean no restriction, the opposite of what it looks like.
    const empty = [configs, choices].some((list) => list?.length === 0);
    return empty
      ? [{ path: at, message: "Expected at least one config in `configs` and `choices`: or leave it out" }]
      : [];
  });
};

const BEARER = /^Bearer +(\S+) *$/i;

/** The keys in the headers of OpenAI, Anthropic and Azure. */
const keysIn = ({ headers }: Request): readonly string[] => {
  const shown = [
    BEARER.exec(headers.get("authorization") ?? "")?.[1],
    headers.get("x-api-key")?.trim(),
    headers.get("api-key")?.trim(),
  ];
  return [...new Set(shown.filter((key) => key !== undefined && key !== ""))] as readonly string[];
};

const unauthorized = (code: string, message: string): RefusedRequest =>
  new RefusedRequest(401, code, message, { headers: { "www-authenticate": "Bearer" } });

interface KnownKey {
  readonly hash: Uint8Array;
  readonly access: Access;
}

const checkPlain = (keys: readonly string[]): void => {
  if (keys.length === 0) throw new ConfigError("`apiKeys` is empty: leave it out for a gateway that is open to all");
  if (keys.some((key) => !/^\S+$/.test(key))) throw new ConfigError("`apiKeys` has a key that is blank or has spaces");
};

/** The valid API keys. Always compares all digests, so that response times reveal nothing about them. */
export class ApiKeys {
  readonly #plain: readonly string[];
  readonly #hashed: readonly KnownKey[];
  // Kept as values: a promise made in one request must not be awaited in another on Workers.
  #known: readonly KnownKey[] | undefined;

  /** Throws a ConfigError for invalid keys. */
  constructor(plain: readonly string[] | undefined, keys: readonly GatewayKey[] | undefined) {
    if (plain !== undefined) checkPlain(plain);
    if (keys?.length === 0) throw new ConfigError("`keys` is empty: leave it out for a gateway that is open to all");
    const issues = keyIssues(keys ?? []);
    if (issues.length > 0) throw new ConfigError(issues);
    this.#plain = plain ?? [];
    this.#hashed = (keys ?? []).map((key) => ({ hash: bytesOf(key.sha256), access: accessOf(key) }));
  }

  /** The access of a request's key. Throws unless the request has exactly one key, and it is valid. */
  async check(request: Request): Promise<Access> {
    const [shown, ...others] = keysIn(request);
    if (shown === undefined) {
      const how = "send `authorization: Bearer <key>`, `x-api-key: <key>` or `api-key: <key>`";
      throw unauthorized("missing_api_key", `An API key is needed: ${how}`);
    }
    // Choosing one of them would decide which rails run.
    if (others.length > 0) throw unauthorized("invalid_api_key", "The request shows different API keys: send one");
    this.#known ??= [...this.#hashed, ...(await this.#hashes())];
    const own = await digest(shown);
    const [match] = this.#known.filter(({ hash }) => isSame(hash, own));
    if (match === undefined) throw unauthorized("invalid_api_key", "The API key is not valid");
    return { ...match.access, owner: hexOf(own) };
  }

  async #hashes(): Promise<readonly KnownKey[]> {
    const digests = await Promise.all(this.#plain.map(digest));
    return digests.map((hash) => ({ hash, access: FULL_ACCESS }));
  }
}
