import { keccak256 } from "./keccak-256.ts";
import { sha256 } from "./sha-256.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS: readonly number[] = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32_CHECK = 1;
const BECH32M_CHECK = 0x2bc830a3;

/** The bytes of a base58 text, most significant first. Undefined if a character is invalid. */
const base58Bytes = (text: string): Uint8Array | undefined => {
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

/** Verifies Base58Check: the last four bytes are the first of a double SHA-256 of the others, which are returned. */
const base58CheckPayload = (text: string): Uint8Array | undefined => {
  const bytes = base58Bytes(text);
  if (bytes === undefined) return undefined;
  const payload = bytes.slice(0, -4);
  const check = sha256(sha256(payload));
  return bytes.slice(-4).every((byte, index) => byte === check[index]) ? payload : undefined;
};

/** Whether the checksum of a segwit address is valid (BIP 173, BIP 350). It is in one case. */
const isBech32 = (address: string): boolean => {
  const lower = address.toLowerCase();
  if (address !== lower && address !== address.toUpperCase()) return false;
  const border = lower.lastIndexOf("1");
  const [prefix, data] = [lower.slice(0, border), Array.from(lower.slice(border + 1), (char) => BECH32.indexOf(char))];
  if (data.length < 6 || data.includes(-1)) return false;
  const codes = Array.from(prefix, (char) => char.charCodeAt(0));
  const values = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...data];
  const check = values.reduce((sum, value) => {
    const top = sum >>> 25;
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce(
      (result, generator, bit) => (((top >> bit) & 1) === 1 ? result ^ generator : result),
      shifted,
    );
  }, 1);
  return check === BECH32_CHECK || check === BECH32M_CHECK;
};

/** Whether an Ethereum address is valid: in one case, or in mixed case with the checksum of EIP-55. */
const isEthereumAddress = (address: string): boolean => {
  const digits = address.slice(2);
  const lower = digits.toLowerCase();
  if (digits === lower || digits === digits.toUpperCase()) return true;
  const hash = keccak256(new TextEncoder().encode(lower));
  return Array.from(digits).every((digit, index) => {
    const nibble = ((hash[index >> 1] ?? 0) >> (index % 2 === 0 ? 4 : 0)) & 15;
    return digit === (nibble >= 8 ? digit.toUpperCase() : digit.toLowerCase());
  });
};

/** Version bytes: Bitcoin (key and script, also of the test network), Litecoin, Dogecoin, Tron. */
const VERSIONS: ReadonlySet<number> = new Set([0x00, 0x05, 0x6f, 0xc4, 0x30, 0x32, 0x1e, 0x16, 0x41]);
const ADDRESS_BYTES = 21;

/** Whether a value is a wallet address, by the checksum of its currency. */
export const isWallet = (value: string): boolean => {
  if (/^0x/i.test(value)) return isEthereumAddress(value);
  if (/^(?:bc|tb|ltc)1/i.test(value)) return isBech32(value);
  const payload = base58CheckPayload(value);
  return payload?.length === ADDRESS_BYTES && VERSIONS.has(payload[0] ?? -1);
};
