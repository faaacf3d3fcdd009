/** What the settings mean, by their paths below `rails.config.unicode_tricks`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect|strip unicode tricks on …`.",
  action: "`strip` takes such characters away, `show` writes their numbers.",
  max_marks: "The most marks on one letter.",
};
