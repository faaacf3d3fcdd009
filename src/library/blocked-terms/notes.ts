/** What the settings mean, by their paths below `rails.config.blocked_terms`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect|mask blocked terms on …`: words of your own.",
  lists: "Lists of terms, each read in its own way.",
  "lists[].name": "What verdicts call a finding.",
  "lists[].terms": "The terms.",
  "lists[].exceptions": "Texts with a term in them in which it is not meant. Nothing in such a text is found.",
  "lists[].level":
    "How hard a term may be hidden: `exact`, `fold` (look-alikes), `squash` (letters apart), `decode` (escapes, base64).",
  "lists[].case_sensitive": "Tells `A` from `a`.",
  "lists[].whole_words": "A term inside a longer word does not count.",
  mask_token: "The replacement of a term.",
};
