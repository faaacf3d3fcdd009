import { isJsonWebEncryption, isJsonWebToken } from "./json-web-token.ts";
import { isFiller, isStandIn } from "./placeholders.ts";
import type { SecretRule } from "./secret-rule.ts";

/** Lines of a key, whose line breaks may be escaped: base64, and the headers of old formats. */
const BODY = "[0-9A-Za-z+/=\\s\\\\:,.-]{40,}?";
const KIND = "(?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)";

/** Beginnings of RSA, EC and Ed25519 private keys (not public keys) as DER in base64 (RFC 8017, 5915, 5958). */
const DER =
  "(?:MII[0-9A-Za-z+/]{3}IBA(?:AK[BC]|DANBgkqhkiG9w0BAQEFAASC)|MHcCAQEEI|MIGHAgEAMBMGByqGSM49|MC4CAQAwBQYDK2Vw)";

/** `-----BEGIN ` in base64, up to the last character that does not depend on the text after it. */
const PEM_BEGIN = "LS0tLS1CRUdJTi";

/** Whether the first 45 decoded bytes contain the header of a private key. */
const holdsPrivateKey = (rest: string): boolean => atob((PEM_BEGIN + rest).slice(0, 60)).includes("PRIVATE KEY");

/** Private keys as blocks of text, and tokens with encoded content such as JSON Web Tokens. */
export const KEY_MATERIAL: readonly SecretRule[] = [
  {
    id: "private-key",
    description: "Private key (PEM, OpenSSH, PGP, OpenVPN)",
    context: `-----BEGIN ${KIND}-----`,
    pattern: `${BODY}(?:-----END ${KIND}-----?|$)`,
  },
  {
    id: "private-key-base64",
    description: "Private key (PEM), encoded once more, as Kubernetes keeps it",
    context: `(?<![0-9A-Za-z+/])${PEM_BEGIN}`,
    pattern: "[0-9A-Za-z+/]{80,}={0,2}",
    check: holdsPrivateKey,
  },
  {
    id: "private-key-der",
    description: "Private key (DER) in base64, without the lines around it",
    context: `(?<![0-9A-Za-z+/])${DER}`,
    pattern: "[0-9A-Za-z+/]{30,}={0,2}",
    check: (value) => !isFiller(value, 4),
  },
  {
    id: "putty-private-key",
    description: "PuTTY private key",
    context: "PuTTY-User-Key-File-[23]: [\\s\\S]{20,400}Private-Lines: \\d{1,3}",
    pattern: "[0-9A-Za-z+/=\\s]{40,}",
  },
  {
    id: "json-web-token",
    description: "JSON Web Token",
    context: "(?<![0-9A-Za-z_.-])ey",
    pattern: "[0-9A-Za-z_-]{8,}={0,2}\\.ey[0-9A-Za-z_/-]{8,}={0,2}(?:\\.[0-9A-Za-z_/-]*={0,2})?",
    check: (value) => isJsonWebToken(`ey${value}`),
  },
  {
    id: "json-web-encryption",
    description: "Encrypted JSON Web Token",
    context: "(?<![0-9A-Za-z_.-])ey",
    pattern: "[0-9A-Za-z_-]{16,}\\.[0-9A-Za-z_-]*\\.[0-9A-Za-z_-]{16,24}\\.[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]{22,}",
    check: (value) => isJsonWebEncryption(`ey${value}`),
  },
  {
    id: "json-web-token-base64",
    description: "JSON Web Token, encoded once more",
    context: "(?<![0-9A-Za-z+/])ZXlK",
    pattern: "[0-9A-Za-z+/]{60,}={0,2}",
  },
  {
    id: "json-web-key",
    description: "Private JSON Web Key member",
    context: '"(?:d|k|p|q|dp|dq|qi)" ?: ?"',
    pattern: "[0-9A-Za-z_-]{40,}",
    check: (value) => !isFiller(value, 4) && !isStandIn(value),
  },
  {
    id: "paseto",
    description: "PASETO token, or a key of its kind (PASERK)",
    context: "(?<![0-9A-Za-z_.-])(?:v[1-4]\\.(?:local|public)|k[1-4]\\.(?:local|secret)(?:-wrap\\.pie|-pw)?)\\.",
    pattern: "[0-9A-Za-z_-]{40,}(?:\\.[0-9A-Za-z_-]+)?",
    check: (value) => !isFiller(value, 3.5),
  },
  {
    id: "nats-seed",
    description: "Seed of a NATS key (NKEY)",
    context: "(?<![0-9A-Za-z])S[ACNOUX]",
    pattern: "[A-Z2-7]{56}(?![0-9A-Za-z])",
    check: (value) => !isFiller(value, 3.5),
  },
  {
    id: "seed-phrase",
    description: "Words that a wallet is restored from (BIP 39)",
    context:
      "(?i:mnemonic|(?:seed|recovery|backup|secret)[ _-]?(?:phrase|words))[\"'`]? {0,3}(?:[:=]|is:?) {0,3}[\"'`]?",
    pattern: "(?:[a-z]{3,8} ){11,23}[a-z]{3,8}(?![a-z])",
  },
  {
    id: "tableau-token",
    description: "Tableau personal access token: 16 bytes in base64, and what opens them",
    context: "(?<=[0-9A-Za-z+/])==:",
    pattern: "[0-9A-Za-z]{32}(?![0-9A-Za-z_])",
    check: (value) => !isFiller(value, 3.5),
  },
];
