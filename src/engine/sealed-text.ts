const IV_BYTES = 12;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const importKey = (key: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", new Uint8Array(key), "AES-GCM", false, ["encrypt", "decrypt"]);

/** Seals a text with AES-GCM under a key of 16 or 32 bytes. It opens only under the same label. */
export const seal = async (key: Uint8Array, label: string, text: string): Promise<Uint8Array> => {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const params = { name: "AES-GCM", iv, additionalData: bytes(label) };
  const sealed = await crypto.subtle.encrypt(params, await importKey(key), bytes(text));
  const whole = new Uint8Array(IV_BYTES + sealed.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(sealed), IV_BYTES);
  return whole;
};

/** What was sealed. Rejects when the key or the label is another, or a byte was changed. */
export const unseal = async (key: Uint8Array, label: string, sealed: Uint8Array): Promise<string> => {
  const params = { name: "AES-GCM", iv: sealed.slice(0, IV_BYTES), additionalData: bytes(label) };
  const opened = await crypto.subtle.decrypt(params, await importKey(key), sealed.slice(IV_BYTES));
  return new TextDecoder().decode(opened);
};
