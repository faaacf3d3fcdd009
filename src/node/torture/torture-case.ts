/**
 * The policy that a guard must follow: block or mask what matches this key, and mask email addresses. Both are short
 * and exact, so that failures are due to streaming and not to a detector.
 */
export const POLICY: { readonly key: string; readonly mail: string } = {
  key: "sk-[A-Za-z0-9]{20,64}",
  mail: String.raw`[a-z.]{1,32}@[a-z-]{1,32}(?:\.[a-z]{2,12}){1,3}`,
};

export const KEY = "sk-Zq7LmT2xWv9RkP4sNb8Yc3Hd";
/** With an existing top-level domain, since some detectors check it. */
export const MAIL = "jane.roe@example.com";

/**
 * What a provider does next: it sends bytes, waits until the client has read a text, sends without end, or breaks off.
 */
export type Step =
  | { readonly send: string | Uint8Array }
  | { readonly untilSeen: string }
  | { readonly endless: (turn: number) => string }
  | { readonly drop: true };

/** One choice of an answer as a client has it. */
export interface SeenChoice {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly tools: readonly { readonly name: string; readonly args: string }[];
  readonly finish: string | undefined;
}

/** What came of a case. */
export interface Seen {
  readonly status: number;
  /** All that was sent, as text. */
  readonly raw: string;
  readonly choices: readonly SeenChoice[];
  /** Whether the client could see a failure: an error event, or a broken connection. */
  readonly failed: boolean;
  readonly usage: boolean;
  /** Whether the provider's connection was closed before it had sent all. */
  readonly providerStopped: boolean;
}

export type Group =
  | "split values"
  | "channels"
  | "choices"
  | "spoofs"
  | "masks"
  | "broken streams"
  | "stopping"
  | "flow"
  | "whole answers";

export interface TortureCase {
  readonly name: string;
  readonly group: Group;
  /** What is right, and why. */
  readonly why: string;
  readonly steps: readonly Step[];
  /** Whether the client asks for a stream. Default true. */
  readonly stream?: boolean;
  /** The type of the provider's body. Default: events for a stream, else JSON. */
  readonly contentType?: string;
  /** The client leaves when it has read this. */
  readonly leaveAt?: string;
  /** The same as pieces of plain text, for guards that read nothing else. */
  readonly pieces?: readonly string[];
  /** What is wrong; undefined where nothing is. */
  readonly problem: (seen: Seen) => string | undefined;
}
