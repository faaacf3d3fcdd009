/** What may precede a random value that opens nothing. */
const HARMLESS: readonly RegExp[] = [
  // The name of a CSRF token, which pages show to every visitor.
  /(?:authenticity|csrf|xsrf|antiforgery|requestverification)[^\n]{0,40}$/i,
  // The name of a public key.
  /(?:pub(?:lic|lishable)?|verif(?:y|ying|ication)|site|applicationserver)[ _-]?keys?[^0-9A-Za-z\n]{0,8}$/i,
  /(?<![0-9a-z])pk_(?:live|test|prod)_$/,
  // The name of a record, a file or a page.
  /(?:partition|primary|foreign|idempotency|cache|restore|sort|object|s3)[ _-]?keys?[^0-9A-Za-z\n]{0,8}$/i,
  /(?:page|cursor|continuation)[ _-]?token[^0-9A-Za-z\n]{0,8}$/i,
  // The id, the name or the hash of a key. The `secret_id` of Vault is a secret.
  /(?:token|key)s?[ _-]?(?:(?:uu|gu)?id|identifier)[^0-9A-Za-z\n]{0,8}$/i,
  /(?:token|key|secret|password)s?[ _-]?(?:name|alias|hash|digest|fingerprint|thumbprint|checksum)[^0-9A-Za-z\n]{0,8}$/i,
  // The start of an Amazon resource name, of the hash of a password, and of a value that Jasypt encrypted.
  /\barn:[^\s"']*$/,
  /(?<![0-9A-Za-z$])\$[0-9a-z-]{1,16}\$[^\s"']*$/,
  /\bENC\(["']?$/,
];

/** Whether the text before a random value says that the value is no secret. */
export const isHarmlessName = (before: string): boolean => HARMLESS.some((name) => name.test(before));
