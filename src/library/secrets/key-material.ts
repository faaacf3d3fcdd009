import { isJsonWebToken } from "./json-web-token.ts";
import { isFiller, isStandIn } from "./placeholders.ts";
import type { SecretRule } from "./secret-rule.ts";

/** Lines of a key, escaped or not: base64, and the headers of old formats. */
const BODY = "[0-9A-Za-z+/=\\s\\\\:,.-]{40,}?";
const KIND = "[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?";

/** Keys that come as blocks of text, and tokens that carry what they say. */
export const KEY_MATERIAL: readonly SecretRule[] = [
  {
    id: "private-key",
    description: "Private key (PEM, OpenSSH, PGP)",
    context: `-----BEGIN ${KIND}-----`,
    pattern: `${BODY}(?:-----END ${KIND}-----?|$)`,
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
];
