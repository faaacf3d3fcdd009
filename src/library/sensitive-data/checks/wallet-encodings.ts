const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** The digits of base58 as the XRP Ledger orders them. */
const BASE58_OF_XRP = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An address of the XRP Ledger in the digits of Bitcoin. */
export const inBitcoinDigits = (text: string): string =>
  Array.from(text, (char) => BASE58[BASE58_OF_XRP.indexOf(char)] ?? "").join("");

/** The bytes of a base58 text, most significant first; undefined when a character is none of its 58. */
export const base58Bytes = (text: string): Uint8Array | undefined => {
  const bytes: number[] = [];
  for (const char of text) {
    let carry = BASE58.indexOf(char);
    if (carry < 0) return undefined;
    for (let i = 0; i < bytes.length; i++) {
      carry += (bytes[i] ?? 0) * 58;
      bytes[i] = carry & 0xff;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff);
  }
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  return Uint8Array.from([...Array.from({ length: zeros }, () => 0), ...bytes.toReversed()]);
};

/** The characters of a full block of Monero's base58, and the bytes in it. */
const BLOCK = 11;
const BLOCK_BYTES = 8;

/** The bytes of a base58 text whose blocks are encoded one by one, as Monero does; `last` of them in the last block. */
export const base58BlockBytes = (text: string, last: number): readonly number[] => {
  const blocks = text.match(new RegExp(`.{1,${BLOCK}}`, "g")) ?? [];
  return blocks.flatMap((block) => {
    const size = block.length === BLOCK ? BLOCK_BYTES : last;
    const bytes = base58Bytes(block.replace(/^1+/, "")) ?? [];
    return [...Array.from({ length: Math.max(size - bytes.length, 0) }, () => 0), ...bytes];
  });
};

/** The bytes of an RFC 4648 base32 text without padding. */
export const base32Bytes = (text: string): readonly number[] => {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const char of text) {
    bits = ((bits << 5) | BASE32.indexOf(char)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return bytes;
};

/** The bytes of a base64 text, in either alphabet. */
export const base64Bytes = (text: string): readonly number[] =>
  Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

/** CRC-16/XMODEM, by which Stellar and TON check addresses. */
export const crc16 = (bytes: readonly number[]): number =>
  bytes.reduce((crc, byte) => {
    let next = crc ^ (byte << 8);
    for (let bit = 0; bit < 8; bit++) next = ((next << 1) ^ ((next & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
    return next;
  }, 0);
