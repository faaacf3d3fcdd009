/** Fills bytes with random values, as `crypto.getRandomValues` does. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** A fresh value for the variable `nonce`: 16 hexadecimal digits nobody can foresee. Make one per model call. */
export function createNonce(random: RandomBytes = (bytes) => crypto.getRandomValues(bytes)): string {
  return Array.from(random(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
