import { keccak256 } from "./keccak-256.ts";
import { sha256 } from "./sha-256.ts";
import { base32Bytes, base58BlockBytes, base58Bytes, base64Bytes, crc16, inBitcoinDigits } from "./wallet-encodings.ts";

const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS: readonly number[] = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32_CHECK = 1;
const BECH32M_CHECK = 0x2bc830a3;
const CASH_GENERATORS: readonly bigint[] = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n];

/** Base58Check: the last four bytes are the first of a double SHA-256 of the rest. Returns the bytes before them. */
const base58CheckPayload = (text: string): Uint8Array | undefined => {
  const bytes = base58Bytes(text);
  if (bytes === undefined) return undefined;
  const payload = bytes.slice(0, -4);
  const check = sha256(sha256(payload));
  return bytes.slice(-4).every((byte, index) => byte === check[index]) ? payload : undefined;
};

/** Whether a bech32 address checks, by BIP 173 or BIP 350. It is written in one case. */
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

/** Whether an address of Bitcoin Cash or Kaspa checks: a BCH code over the prefix and the rest. */
const isCashAddress = (address: string): boolean => {
  const [prefix = "", rest = ""] = address.split(":");
  const values = [
    ...Array.from(prefix, (char) => char.charCodeAt(0) & 31),
    0,
    ...Array.from(rest, (char) => BECH32.indexOf(char)),
  ];
  const check = values.reduce((sum, value) => {
    const shifted = ((sum & 0x07ffffffffn) << 5n) ^ BigInt(value);
    return CASH_GENERATORS.reduce(
      (result, generator, bit) => ((sum >> 35n) & (1n << BigInt(bit)) ? result ^ generator : result),
      shifted,
    );
  }, 1n);
  return check === 1n;
};

/** Whether an Ethereum address may be one: in one case, or in the mixed case of EIP-55, which checks. */
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

/** The last bytes of an address of Monero, up to the border of a block of base58. */
const MONERO_LAST_BYTES = 5;

const isMoneroAddress = (address: string): boolean => {
  const bytes = base58BlockBytes(address, MONERO_LAST_BYTES);
  const hash = keccak256(Uint8Array.from(bytes.slice(0, -4)));
  return bytes.slice(-4).every((byte, index) => byte === hash[index]);
};

/** The key of an account of Stellar: the check stands low byte first. */
const isStellarAddress = (address: string): boolean => {
  const bytes = base32Bytes(address);
  const [low = 0, high = 0] = bytes.slice(-2);
  return crc16(bytes.slice(0, -2)) === high * 256 + low;
};

/** The account of TON in the form for people: the check stands high byte first. */
const isTonAddress = (address: string): boolean => {
  const bytes = base64Bytes(address);
  const [high = 0, low = 0] = bytes.slice(-2);
  return crc16(bytes.slice(0, -2)) === high * 256 + low;
};

/**
 * The first bytes of addresses in hex: Bitcoin to a key or a script, on the test network too; Litecoin, Dogecoin, Tron,
 * Dash, Bitcoin Gold, Qtum, Ravencoin, Neo; Zcash; Tezos. A hash of 20 bytes follows.
 */
const VERSIONS = /^(?:00|05|6f|c4|30|32|1e|16|41|4c|10|26|3a|3c|17|35|1cb[8d]|06a1(?:9f|a1|a4)|025a79)$/;
const HASH_BYTES = 20;

const isBase58Address = (address: string): boolean => {
  const version = base58CheckPayload(address)?.slice(0, -HASH_BYTES) ?? new Uint8Array();
  return VERSIONS.test(Array.from(version, (byte) => byte.toString(16).padStart(2, "0")).join(""));
};

/** The prefixes of bech32 addresses, as alternatives of a pattern. */
export const BECH32_PREFIXES: string =
  "bc|tb|bcrt|t?ltc|dgb|grs|vtc|addr|addr_test|stake|zs|cosmos|osmo|terra|juno|inj|kava|akash|celestia|thor|band|axelar|evmos|stars|secret|sei|one|zil|erd";

/** What addresses look like, and their checks. The first that fits decides. */
const KINDS: readonly (readonly [RegExp, (address: string) => boolean])[] = [
  [/^0x/i, isEthereumAddress],
  [new RegExp(`^(?:${BECH32_PREFIXES})1[^1]{11,110}$`, "i"), isBech32],
  [/^(?:bitcoincash:.{42}|kaspa:.{61,63})$/, isCashAddress],
  [/^G[A-Z2-7]{55}$/, isStellarAddress],
  [/^[EUk0][Qf].{46}$/, isTonAddress],
  [/^[48](?:.{94}|.{105})$/, isMoneroAddress],
  [/^r.{24,34}$/, (address) => isBase58Address(inBitcoinDigits(address))],
  [/^.{26,36}$/, isBase58Address],
];

/** Whether a value is the address of a wallet, by the check its currency has. */
export const isWallet = (value: string): boolean => KINDS.find(([form]) => form.test(value))?.[1](value) ?? false;

/** The bytes of a key that is written in base58 without a check, as Solana does. */
const KEY_BYTES = 32;

/** Whether a value may be the address of a wallet that has no check: letters of both cases, as many bytes as a key. */
export const isUncheckedWallet = (value: string): boolean =>
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  (value.length === 43 || value.length === 44) &&
  base58Bytes(value)?.length === KEY_BYTES;
