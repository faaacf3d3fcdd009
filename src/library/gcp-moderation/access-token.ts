import { RailError } from "../../errors.ts";
import { isRecord, parseJson } from "../../json.ts";
import type { Clock } from "../../types/clock.ts";

/** The required fields of a service account's JSON file. */
export interface ServiceAccount {
  readonly email: string;
  readonly keyId: string;
  /** PKCS #8, as PEM. */
  readonly privateKey: string;
}

/** Parses a service account's JSON file; undefined for any other text. */
export const serviceAccountIn = (text: string): ServiceAccount | undefined => {
  const json = parseJson(text);
  if (!isRecord(json)) return undefined;
  const { client_email: email, private_key_id: keyId, private_key: privateKey } = json;
  if (typeof email !== "string" || typeof keyId !== "string" || typeof privateKey !== "string") return undefined;
  return { email, keyId, privateKey };
};

const LIFETIME_SECONDS = 3600;
/** Milliseconds that a token is used for, so that it does not expire in transit. */
const USED_MS = (LIFETIME_SECONDS - 300) * 1000;

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const encoded = (value: unknown): string => base64Url(new TextEncoder().encode(JSON.stringify(value)));

const bytesOf = (pem: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(pem.replaceAll(/-----[^-]*-----|\s/g, "")), (character) => character.charCodeAt(0));

const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/** A self-signed JWT of a service account, which Google's services accept as an access token. */
const signedToken = async (account: ServiceAccount, audience: string, now: number): Promise<string> => {
  const issued = Math.floor(now / 1000);
  const { email, keyId, privateKey } = account;
  const claims = { iss: email, sub: email, aud: audience, iat: issued, exp: issued + LIFETIME_SECONDS };
  const unsigned = `${encoded({ alg: "RS256", typ: "JWT", kid: keyId })}.${encoded(claims)}`;
  const key = await crypto.subtle.importKey("pkcs8", bytesOf(privateKey), RSA, false, ["sign"]);
  const signature = await crypto.subtle.sign(RSA.name, key, new TextEncoder().encode(unsigned));
  return `${unsigned}.${base64Url(new Uint8Array(signature))}`;
};

/**
 * Makes a source of tokens for a service account. A token is cached until shortly before it expires, since signing
 * takes milliseconds.
 */
export const tokenSource = (
  flow: string,
  account: ServiceAccount,
  audience: string,
): ((clock: Clock) => Promise<string>) => {
  let kept: { readonly token: Promise<string>; readonly since: number } | undefined;
  return async (clock) => {
    const now = clock.now();
    if (kept === undefined || now - kept.since > USED_MS || now < kept.since) {
      kept = { token: signedToken(account, audience, now), since: now };
    }
    try {
      return await kept.token;
    } catch {
      // No `cause`: errors about keys may contain them.
      throw new RailError("rail_error", flow, `Rail "${flow}" cannot sign with the private key of its service account`);
    }
  };
};
