import { isCard } from "./checks/card.ts";
import { hasDomainEnding, looksLikeDomain } from "./checks/domain.ts";
import { IBAN_PATTERN, isIban } from "./checks/iban.ts";
import { isGlobalAddress, isIpV4, isIpV6, isPrivateAddress, looksLikeSection } from "./checks/ip-address.ts";
import { isWallet } from "./checks/wallet.ts";
import { DATES_OF_BIRTH } from "./dates-of-birth.ts";
import { type EntityRecognizer, standalone, words } from "./entity-recognizer.ts";
import { CLOSING, SPACED_LETTERS, SPACELESS_LETTERS } from "./letters.ts";

const BEYOND_ASCII = SPACED_LETTERS + SPACELESS_LETTERS;
const HEX = "[0-9A-Fa-f]";
/**
 * What a name begins with behind a backslash: not with the letter of an escape, `\\n` and `\\u003c`, which a mask must leave.
 * What is that letter and what the name cannot be told apart in `CORP\\nick@…`.
 */
const behindBackslash = (first: string): string => `(?:(?![nrtux])${first}|(?:u${HEX}{0,3}|x${HEX}?)(?!${HEX}))`;

const FIRST_OF_LABEL = `[0-9A-Za-z${BEYOND_ASCII}]`;
const REST_OF_LABEL = `[0-9A-Za-z${BEYOND_ASCII}_-]*`;
const LABEL = FIRST_OF_LABEL + REST_OF_LABEL;
/** Where words are not set apart, the next one begins right behind `.com`. */
const hostFrom = (first: string): string =>
  `${first}${REST_OF_LABEL}\\.(?:${LABEL}\\.)*(?:[A-Za-z]{2,}|[${BEYOND_ASCII}]{2,}|xn--[0-9A-Za-z-]{2,})`;
const HOST = hostFrom(FIRST_OF_LABEL);
/**
 * RFC 5322 allows more signs, which nearly always stand around an address: quotes, the braces and stars of programs and of
 * Markdown, the borders of tables, and what a field is called (`email=…`).
 */
const IN_MAILBOX = `[0-9A-Za-z${SPACED_LETTERS}&'+_~%-]`;
/** Percent signs belong to the escape they begin. Scripts without spaces make mailboxes of their own, or stand before one. */
const FIRST_OF_MAILBOX = `(?:%|[0-9A-Za-z${SPACED_LETTERS}])`;
const REST_OF_MAILBOX = `${IN_MAILBOX}*(?:\\.${IN_MAILBOX}+)*`;
const mailboxFrom = (first: string): string => `(?:${first}${REST_OF_MAILBOX}|[${SPACELESS_LETTERS}]+[0-9]{0,4})`;
const MAILBOX = mailboxFrom(FIRST_OF_MAILBOX);
const BEHIND_BACKSLASH = `(?<=\\\\)${mailboxFrom(behindBackslash(FIRST_OF_MAILBOX))}`;
/** Who a list wrote to, in the address that takes its bounces: `news-jane=example.com@lists.example.org`. */
const BOUNCES = `${MAILBOX}=${HOST}`;
const SIGNS = "[.&'+_~-]";
/** A mailbox begins once: were each sign in `a_b-c.d` a place to begin behind, a long name would be read from all of them. */
const BEFORE_MAILBOX = `(?<![0-9A-Za-z${SPACED_LETTERS}%@.&'+_~\\\\-])`;
/** Signs that stand around a mailbox, and behind none. */
const SIGNS_BEFORE = `(?<![0-9A-Za-z${SPACED_LETTERS}.&'+_~-])${SIGNS}+`;
/** What ends a sentence, closes a bracket or a comment of a program ends no path. */
const PATH = `(?::\\d{2,5})?(?:[/?#](?:[^\\s<>"'\`|\\\\^{}\\[\\]${CLOSING}]*(?:[^\\s<>"'\`|\\\\^{}\\[\\].,;:!?)*/_~${CLOSING}]|(?<![*])/))?)?`;

/** What mail programs name a message by, which is no mailbox: a time and the number of a job. */
const MESSAGE_ID =
  /^(?:\d{12,14}\.[A-Z]{2,3}\d{4,6}|\d{4}[A-Z][a-z]{2}\d{1,2}\.\d{6}\.\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Numbers of messages and of reports, and the number that stands for any. Chat services have longer ones for mailboxes. */
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

const isUrl = (value: string): boolean | undefined => {
  if (/^[a-z]+:\/\//i.test(value) || /^www\./i.test(value)) return undefined;
  return looksLikeDomain(hostOf(value)) ? undefined : false;
};

/** Less sure than any other: an address that stands in everybody's house or manual. */
const SHARED_ADDRESS = 0.2;

const isIp = (value: string): boolean => (isIpV4(value) ? !looksLikeSection(value) : isIpV6(value));

const ipScore = (value: string): boolean | number | undefined => {
  if (!isIp(value) || isPrivateAddress(value)) return false;
  return isGlobalAddress(value) ? undefined : SHARED_ADDRESS;
};

/** The first four digits of cards, which no year begins with: see ISSUERS of the check. */
const CARD_START = "(?:[456]\\d{3}|3\\d{3}|2(?:131|2\\d{2}|[3-6]\\d{2}|7[0-2]\\d)|1800|0604|81\\d{2}|9792)";

const IP_CONTEXT = words("ip ips ipv4 ipv6 server machine gateway router client");
const IP_V4 = "(?<![0-9A-Za-z_.:-])\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?![0-9A-Za-z_-])";

/** Behind a hyphen `-a::` is an option of a program, as manuals list them. */
const IP_V6 = `(?<![0-9A-Za-z_.:-])(?:${HEX}{1,4}:{1,2}|::){1,8}(?:\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|${HEX}{1,4})?(?:%[0-9A-Za-z]{1,16})?(?![0-9A-Za-z_:])`;

/** An address of a device, and not one digit throughout: nothing, everybody, or a filler. */
const isMac = (value: string): boolean | undefined => (/^(.)(?:[ .:-]|\1)+$/i.test(value) ? false : undefined);

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
    patterns: [[`(?<![0-9A-Za-z_.-])${CARD_START}(?:[ -]?\\d){8,15}(?![0-9A-Za-z_-])`, 0.3]],
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
    // As little sure, unless a word beside it says what it is: then somebody's machine is told.
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
      [`(?<![0-9A-Za-z_.])${HEX}{4}(?:\\.${HEX}{4}){2}(?![0-9A-Za-z_.])`, 0.5],
      // Of eight bytes, which with colons would also be an address of the internet.
      [`(?<![0-9A-Za-z_:-])(?:${HEX}{2}-){7}${HEX}{2}(?![0-9A-Za-z_:-])`, 0.5],
      [`(?<![0-9A-Za-z_.])${HEX}{4}(?:\\.${HEX}{4}){3}(?![0-9A-Za-z_.])`, 0.4],
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
        `(?<![0-9A-Za-z])(?:https?|ftps?|wss?)://(?:[^\\s/@<>"'\`]+@)?(?:${HOST}|localhost|\\d{1,3}(?:\\.\\d{1,3}){3})${PATH}`,
        0.6,
      ],
      [`(?<![0-9A-Za-z@./\\\\-])${HOST}${PATH}(?![0-9A-Za-z@])`, 0.5],
      [`(?<=\\\\)${hostFrom(behindBackslash(FIRST_OF_LABEL))}${PATH}(?![0-9A-Za-z@])`, 0.5],
    ],
    context: words("url website link site web"),
    check: isUrl,
  },
  {
    entity: "CRYPTO",
    patterns: [
      [standalone("[123mnLMD][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}"), 0.5],
      [standalone("(?:bc1|tb1|ltc1)[02-9ac-hj-np-z]{11,87}|(?:BC1|TB1|LTC1)[02-9AC-HJ-NP-Z]{11,87}"), 0.5],
      [standalone(`0x${HEX}{40}`), 0.5],
    ],
    context: words("wallet btc bitcoin crypto eth ethereum litecoin address"),
    check: isWallet,
  },
  ...DATES_OF_BIRTH,
];
