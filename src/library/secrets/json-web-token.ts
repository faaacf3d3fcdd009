const JSON_OBJECT = /^\s*\{[^]*\}\s*$/;

const decoded = (part: string): string | undefined => {
  try {
    return atob(part.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", ""));
  } catch {
    return undefined;
  }
};

const isObject = (text: string | undefined): text is string => {
  if (text === undefined || !JSON_OBJECT.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether a dotted value is a JSON Web Token (RFC 7519): a header and claims that are JSON, the header with an
 * algorithm.
 */
export const isJsonWebToken = (value: string): boolean => {
  const [header = "", claims = ""] = value.split(".");
  const head = decoded(header);
  return isObject(head) && /"(?:alg|enc|typ)"/.test(head) && isObject(decoded(claims));
};

/** Whether a value of five parts is a JSON Web Encryption (RFC 7516): its header names how the content is encrypted. */
export const isJsonWebEncryption = (value: string): boolean => {
  const head = decoded(value.slice(0, value.indexOf(".")));
  return isObject(head) && /"enc"/.test(head);
};
