/** Fills an array with random bytes, like `crypto.getRandomValues`. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** A new value for the variable `nonce`: 16 unpredictable hexadecimal digits. Use a new one for every model call. */
export function createNonce(random: RandomBytes = (bytes) => crypto.getRandomValues(bytes)): string {
  return Array.from(random(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
