/** The words of a language for orders to drop or to reveal instructions, as alternatives of patterns. */
export interface Words {
  /** Ignore, forget. */
  readonly ignore: string;
  /** Attributes of instructions: earlier, all, or the model's own. */
  readonly which: string;
  readonly instructions: string;
  /** Show, repeat, reveal. */
  readonly show: string;
  readonly systemPrompt: string;
  /**
   * Negations directly before or after a verb; also without diacritics and with Latin lookalikes, as folded texts have
   * them.
   */
  readonly not?: string;
  readonly notBehind?: string;
}

/** Alternatives as words. Latin ones must be whole; other scripts may have no borders between words. */
export const word = (alternatives: string): string => String.raw`(?<![a-zà-ÿ])(?:${alternatives})(?![a-zà-ÿ])`;
