import { isCard } from "./checks/card.ts";
import { hasDomainEnding, looksLikeDomain } from "./checks/domain.ts";
import { IBAN_PATTERN, isIban } from "./checks/iban.ts";
import { isGlobalAddress, isIpV4, isIpV6, isPrivateAddress, looksLikeSection } from "./checks/ip-address.ts";
import { BECH32_PREFIXES, isUncheckedWallet, isWallet } from "./checks/wallet.ts";
import { DATES_OF_BIRTH } from "./dates-of-birth.ts";
import { type EntityRecognizer, standalone, words } from "./entity-recognizer.ts";
import { CLOSING, SPACED_LETTERS, SPACELESS_LETTERS } from "./letters.ts";

const BEYOND_ASCII = SPACED_LETTERS + SPACELESS_LETTERS;
const HEX = "[0-9A-Fa-f]";
/**
 * The start of a name after a backslash. The letter of an escape, such as `\\n` or `\\u003c`, is not part of it, and
 * must not be masked. In `CORP\\nick@…` the two cannot be distinguished.
 */
const behindBackslash = (first: string): string => `(?:(?![nrtux])${first}|(?:u${HEX}{0,3}|x${HEX}?)(?!${HEX}))`;

const FIRST_OF_LABEL = `[0-9A-Za-z${BEYOND_ASCII}]`;
const REST_OF_LABEL = `[0-9A-Za-z${BEYOND_ASCII}_-]*`;
const LABEL = FIRST_OF_LABEL + REST_OF_LABEL;
/** In scripts without spaces, the next word follows `.com` directly. */
const hostFrom = (first: string): string =>
  `${first}${REST_OF_LABEL}\\.(?:${LABEL}\\.)*(?:[A-Za-z]{2,}|[${BEYOND_ASCII}]{2,}|xn--[0-9A-Za-z-]{2,})`;
const HOST = hostFrom(FIRST_OF_LABEL);
/**
 * RFC 5322 allows more characters, but they are almost always around an address: quotes, braces and stars of programs
 * and Markdown, borders of tables, and the name of a field (`email=…`).
 */
const IN_MAILBOX = `[0-9A-Za-z${SPACED_LETTERS}&'+_~%-]`;
/**
 * A percent sign starts an escape. Scripts without spaces are left out, since other text may directly precede a
 * mailbox.
 */
const FIRST_OF_MAILBOX = `(?:%|[0-9A-Za-z${SPACED_LETTERS}])`;
const REST_OF_MAILBOX = `${IN_MAILBOX}*(?:\\.${IN_MAILBOX}+)*`;
const mailboxFrom = (first: string): string => `(?:${first}${REST_OF_MAILBOX}|[${SPACELESS_LETTERS}]+[0-9]{0,4})`;
const MAILBOX = mailboxFrom(FIRST_OF_MAILBOX);
const BEHIND_BACKSLASH = `(?<=\\\\)${mailboxFrom(behindBackslash(FIRST_OF_MAILBOX))}`;
/** The recipient in a bounce address (VERP): `news-jane=example.com@lists.example.org`. */
const BOUNCES = `${MAILBOX}=${HOST}`;
const SIGNS = "[.&'+_~-]";
/** A mailbox starts once: if it could start after every sign in `a_b-c.d`, long names would be read many times. */
const BEFORE_MAILBOX = `(?<![0-9A-Za-z${SPACED_LETTERS}%@.&'+_~\\\\-])`;
/** Signs around a mailbox that do not follow one. */
const SIGNS_BEFORE = `(?<![0-9A-Za-z${SPACED_LETTERS}.&'+_~-])${SIGNS}+`;
/** A path does not end with punctuation, a closing bracket, or the end of a comment. */
const PATH = `(?::\\d{2,5})?(?:[/?#](?:[^\\s<>"'\`|\\\\^{}\\[\\]${CLOSING}]*(?:[^\\s<>"'\`|\\\\^{}\\[\\].,;:!?)*/_~${CLOSING}]|(?<![*])/))?)?`;

/** The id of a message, which looks like an address: a time and the number of a job. */
const MESSAGE_ID =
  /^(?:\d{12,14}\.[A-Z]{2,3}\d{4,6}|\d{4}[A-Z][a-z]{2}\d{1,2}\.\d{6}\.\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Ids of messages and reports, and a placeholder. Numeric mailboxes of chat services are longer. */
const NUMBER_OF_SOMETHING = /^(?:\d{1,5}|12345-\w+)$/;

const isEmail = (value: string): boolean => {
  const at = value.lastIndexOf("@");
  const [mailbox, host] = [value.slice(0, at), value.slice(at + 1)];
  return (
    mailbox.length <= 64 &&
    !MESSAGE_ID.test(mailbox) &&
    !NUMBER_OF_SOMETHING.test(mailbox) &&
    !/[-_](?:\.|$)/.test(host) &&
    hasDomainEnding(host)
  );
};

const isBounce = (value: string): boolean =>
  hasDomainEnding(value.slice(value.indexOf("=") + 1, value.lastIndexOf("@"))) && isEmail(value);

const EMAIL_CONTEXT = words("email e-mail mail address mailbox");

const emails = (mailbox: string, check: (value: string) => boolean): readonly EntityRecognizer[] =>
  [
    { patterns: [[`${BEFORE_MAILBOX}${mailbox}@${HOST}(?![0-9A-Za-z@-])`, 1]] as const },
    { patterns: [[`${mailbox}@${HOST}(?![0-9A-Za-z@-])`, 1]] as const, rightBefore: SIGNS_BEFORE },
  ].map((written) => ({ entity: "EMAIL_ADDRESS", context: EMAIL_CONTEXT, check, ...written }));

const hostOf = (url: string): string => url.replace(/^[a-z]+:\/\//i, "").replace(/[/?#:][^]*$/, "");

/** Links to a person under an ending that files have too. */
const PERSONAL_LINK = /^(?:t|wa|about|paypal)\.me\//i;

const isUrl = (value: string): boolean | undefined => {
  if (/^[a-z]+:\/\//i.test(value) || /^www\./i.test(value) || PERSONAL_LINK.test(value)) return undefined;
  return looksLikeDomain(hostOf(value)) ? undefined : false;
};

/** The score of an address of a private or documentation network, the lowest of all. */
const SHARED_ADDRESS = 0.2;

/** An IPv6 address of letters only, such as `a::b`, is more likely the name of something in a program. */
const isIp = (value: string): boolean => (isIpV4(value) ? !looksLikeSection(value) : /\d/.test(value) && isIpV6(value));

const ipScore = (value: string): boolean | number | undefined => {
  if (!isIp(value) || isPrivateAddress(value)) return false;
  return isGlobalAddress(value) ? undefined : SHARED_ADDRESS;
};

/** The first four digits of card numbers: see ISSUERS in `checks/card.ts`. They are never a year. */
const CARD_START = "(?:[456]\\d{3}|3\\d{3}|2(?:131|2\\d{2}|[3-6]\\d{2}|7[0-2]\\d)|1800|0604|81\\d{2}|9792)";

const IP_CONTEXT = words("ip ips ipv4 ipv6 server machine gateway router client");
const IP_V4 = "(?<![0-9A-Za-z_.:-])\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?![0-9A-Za-z_-])";

/** After a hyphen, as in `-a::`, it is an option of a program. */
const IP_V6 = `(?<![0-9A-Za-z_.:-])(?:${HEX}{1,4}:{1,2}|::){1,8}(?:\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|${HEX}{1,4})?(?:%[0-9A-Za-z]{1,16})?(?![0-9A-Za-z_:])`;

/** A MAC address whose digits are not all the same, as in null, broadcast and placeholder addresses. */
const isMac = (value: string): boolean | undefined => (/^(.)(?:[ .:-]|\1)+$/i.test(value) ? false : undefined);

/** The digits of base58 and of bech32. */
const BASE58 = "[1-9A-HJ-NP-Za-km-z]";
const BECH32 = "[02-9ac-hj-np-z]";

export const GENERAL: readonly EntityRecognizer[] = [
  ...emails(MAILBOX, isEmail),
  ...emails(BOUNCES, isBounce),
  {
    entity: "EMAIL_ADDRESS",
    patterns: [[`${BEHIND_BACKSLASH}@${HOST}(?![0-9A-Za-z@-])`, 1]],
    context: EMAIL_CONTEXT,
    check: isEmail,
  },
  {
    entity: "CREDIT_CARD",
    patterns: [
      [`(?<![0-9A-Za-z_.-])${CARD_START}(?:(?:[ \u00a0\u202f-]?\\d){8,15}|(?:\\.\\d{4}){3})(?![0-9A-Za-z_-])`, 0.3],
    ],
    context: words("credit card visa mastercard cc amex discover jcb diners maestro instapayment debit"),
    check: isCard,
  },
  {
    entity: "IBAN_CODE",
    patterns: [[standalone(IBAN_PATTERN), 0.5]],
    context: words("iban bank transaction account"),
    check: isIban,
  },
  {
    entity: "IP_ADDRESS",
    patterns: [
      [IP_V4, 0.6],
      [IP_V6, 0.6],
    ],
    context: IP_CONTEXT,
    check: ipScore,
  },
  {
    // The score is as low, unless a context word says that it is an address of a machine.
    entity: "IP_ADDRESS",
    patterns: [
      [IP_V4, SHARED_ADDRESS],
      [IP_V6, SHARED_ADDRESS],
    ],
    context: IP_CONTEXT,
    check: (value) => (isIp(value) && isPrivateAddress(value) ? undefined : false),
  },
  {
    entity: "IP_ADDRESS",
    patterns: [[IP_V4, 0.05]],
    context: IP_CONTEXT,
    check: (value) =>
      isIpV4(value) && looksLikeSection(value) && (isGlobalAddress(value) || isPrivateAddress(value))
        ? undefined
        : false,
  },
  {
    entity: "MAC_ADDRESS",
    patterns: [
      [`(?<![0-9A-Za-z_:-])(?:${HEX}{2}:){5}${HEX}{2}(?![0-9A-Za-z_:-])`, 0.6],
      [`(?<![0-9A-Za-z_:-])(?:${HEX}{2}-){5}${HEX}{2}(?![0-9A-Za-z_:-])`, 0.6],
      [`(?<![0-9A-Za-z_.])${HEX}{4}(?:\\.${HEX}{4}){2}(?![0-9A-Za-z_])`, 0.5],
      // Eight bytes (EUI-64). With colons, it would also be an IPv6 address.
      [`(?<![0-9A-Za-z_:-])(?:${HEX}{2}-){7}${HEX}{2}(?![0-9A-Za-z_:-])`, 0.5],
      [`(?<![0-9A-Za-z_.])${HEX}{4}(?:\\.${HEX}{4}){3}(?![0-9A-Za-z_])`, 0.4],
      [`(?<![0-9A-Za-z_ ])(?:${HEX}{2} ){5}(?:${HEX}{2} ${HEX}{2} )?${HEX}{2}(?![0-9A-Za-z_ ])`, 0.05],
      [standalone(`${HEX}{12}|${HEX}{16}`), 0.05],
    ],
    context: words("mac mac_address hardware_address physical_address ethernet network_card wifi"),
    check: isMac,
  },
  {
    entity: "URL",
    patterns: [
      [
        `(?<![0-9A-Za-z])(?i:https?|ftps?|wss?)://(?:[^\\s/@<>"'\`]+@)?(?:${HOST}|localhost|\\d{1,3}(?:\\.\\d{1,3}){3})${PATH}`,
        0.6,
      ],
      [`(?<![0-9A-Za-z@./\\\\-])${HOST}${PATH}(?![0-9A-Za-z@])`, 0.5],
      [`(?<=\\\\)${hostFrom(behindBackslash(FIRST_OF_LABEL))}${PATH}(?![0-9A-Za-z@])`, 0.5],
    ],
    context: words("url website link site web"),
    check: isUrl,
  },
  {
    // Lengths are up to the check: counted here, they would cost a state each.
    entity: "CRYPTO",
    patterns: [
      [standalone(`${BASE58}{25,}|G[A-Z2-7]{25,}|[EUk0][Qf][0-9A-Za-z_+/-]{25,}|0x${HEX}{40}`), 0.5],
      [standalone(`(?:${BECH32_PREFIXES})1${BECH32}{11,}|(?:BC|TB|LTC)1[02-9AC-HJ-NP-Z]{11,}`), 0.5],
      [standalone(`(?:bitcoincash|kaspa):[qp]${BECH32}{11,}`), 0.5],
    ],
    context: words(
      "wallet btc bitcoin crypto eth ethereum litecoin address monero xmr ripple xrp stellar cardano tezos",
    ),
    check: isWallet,
  },
  {
    entity: "CRYPTO",
    patterns: [[standalone(`${BASE58}{25,}`), 0.05]],
    context: words("wallet solana sol phantom"),
    check: (value) => (isUncheckedWallet(value) ? undefined : false),
    isProvable: false,
  },
  ...DATES_OF_BIRTH,
];
