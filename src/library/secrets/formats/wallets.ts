import type { FormatRow } from "../secret-rule.ts";

/** Keys of wallets, and of nodes that hold money. */
export const WALLET_FORMATS: readonly FormatRow[] = [
  ["bip32-private-key", "Extended private key of a wallet", "[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107,108}"],
  ["bitcoin-private-key", "Bitcoin private key (WIF)", "5[HJK][1-9A-HJ-NP-Za-km-z]{49}", 3.8],
  ["stellar-seed", "Stellar secret seed", "S[A-D][A-Z2-7]{54}", 3.8],
  ["tezos-secret-key", "Tezos secret key", "(?:edsk|edesk)[1-9A-HJ-NP-Za-km-z]{50,94}", 3.8],
  [
    "cardano-secret-key",
    "Cardano secret key",
    "(?:ed25519_|ed25519e_|root_x|acct_x|addr_x|stake_x)sk1[02-9ac-hj-np-z]{58,160}",
    3.5,
  ],
  ["nostr-secret-key", "Nostr secret key", "nsec1[02-9ac-hj-np-z]{58}", 3.5],
  ["sui-private-key", "Sui private key", "suiprivkey1[02-9ac-hj-np-z]{59}", 3.5],
  ["aptos-private-key", "Aptos private key", "(?:ed25519|secp256k1)-priv-0x[0-9a-f]{64}"],
  ["near-private-key", "NEAR private key", "[1-9A-HJ-NP-Za-km-z]{86,88}", 4, "ed25519:"],
  ["lightning-macaroon", "Macaroon of a Lightning node", "(?:0201036c6e64|AgEDbG5k)[0-9A-Za-z+/_-]{100,}={0,2}"],
];
