/** Bytes per call: a function accepts a limited number of arguments. */
const AT_ONCE = 8_192;

/** Bytes as Base64. */
export const toBase64 = (bytes: Uint8Array): string => {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + AT_ONCE)));
  }
  return btoa(pieces.join(""));
};
