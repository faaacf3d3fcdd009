/** What the settings mean, by their paths below `rails.config.secrets`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect|mask secrets on …`: keys, tokens and passwords.",
  exclude: "Kinds that are not looked for, by the ids of docs/detection.md.",
  reading: "`fold` also reads through tricks of writing, `decode` also escapes, base64 and hex.",
  allow: "Values that are no secrets, such as the keys of examples.",
};
