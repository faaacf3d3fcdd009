/**
 * What the settings mean, by their paths below `rails.config.context_bloat_detection`: for docs/config-keys.md and
 * editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "`context bloat detection on …`: texts that only fill.",
  max_chars: "Characters a text may have.",
  min_chars: "Shorter texts are only held against `max_chars`.",
  min_entropy: "Bits a character must carry on average.",
  max_repetition_ratio: "Share of stretches of words that may be repeated.",
  ngram_size: "Words of such a stretch.",
  max_run_ratio: "Share of the text that may be one character in a row.",
  action: "What becomes of such a text.",
};
