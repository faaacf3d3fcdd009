const encoder = new TextEncoder();

const MAX_SMALL = 1_024;
/** A code unit becomes at most three bytes. The content is copied before other code runs. */
const scratch = new Uint8Array(3 * MAX_SMALL);

/** Encodes text. A small one, such as a token, is written into a shared buffer and copied, which halves the cost. */
export const utf8 = (text: string): Uint8Array =>
  text.length > MAX_SMALL ? encoder.encode(text) : scratch.slice(0, encoder.encodeInto(text, scratch).written);
