/*
 * Text of others on a terminal: what would move the cursor, change colours or links, or turn the reading direction is
 * shown instead of done.
 */

// C0 except tab and newline, DEL, C1, and bidirectional overrides and isolates.
// oxlint-disable-next-line no-control-regex -- these characters are what it is about
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const show = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : escaped(character);
};

/** The text with control characters made visible and harmless: ESC is `␛`, C1 and bidi marks are `\u009b`. */
export const inert = (text: string): string => text.replace(CONTROLS, show);

/** The same on one line. */
export const inertLine = (text: string): string => inert(text).replaceAll("\n", "␊");

/** A value as JSON in which control characters are escaped. Its parsed value is unchanged. */
export const inertJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(CONTROLS, escaped);
