/** Alternatives by which a language tells a model to drop what it was told, or to show it. */
export interface Words {
  /** Ignore, forget. */
  readonly ignore: string;
  /** What is said of the instructions: that they are the earlier ones, all of them, or the model's own. */
  readonly which: string;
  readonly instructions: string;
  /** Show, repeat, reveal. */
  readonly show: string;
  readonly systemPrompt: string;
  /**
   * What stands right before a verb, or right behind it, that is an order not to do it; also without its marks and in Latin
   * letters that look alike, as folded texts have it.
   */
  readonly not?: string;
  readonly notBehind?: string;
}
