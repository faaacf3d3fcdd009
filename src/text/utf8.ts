const encoder = new TextEncoder();

const MAX_SMALL = 1_024;
/** Three bytes are the most that a code unit becomes. What stands in here is copied before anything else runs. */
const scratch = new Uint8Array(3 * MAX_SMALL);

/** Text as bytes of its own. A small one, such as a token, is written into one place and copied: half the cost. */
export const utf8 = (text: string): Uint8Array =>
  text.length > MAX_SMALL ? encoder.encode(text) : scratch.slice(0, encoder.encodeInto(text, scratch).written);
