/**
 * What the settings mean, by their paths below `rails.config.injection_detection`: for docs/config-keys.md and editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "`injection detection`.",
  injections: "Kinds that are looked for, and names of `yara_rules`. Without any: all.",
  action:
    "`reject` ends the answer, `omit` takes out what was found, `sanitize` writes its signs as references of HTML.",
  yara_path: "Refused: there are no files here. Write the rules under `yara_rules`.",
  yara_rules: "Rules of your own by name, as texts of YARA. See docs/detection.md.",
};
