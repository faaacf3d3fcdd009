import { ONE_GROUP, UNREAD } from "../shared/notes.ts";

/**
 * What the settings mean, by their paths below `rails.config.sensitive_data_detection`: for docs/config-keys.md and
 * editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect|mask sensitive data on …`: personal data, under Presidio's names.",
  "<group>": ONE_GROUP,
  "<group>.entities": "The kinds to find: `EMAIL_ADDRESS`, `CREDIT_CARD`, … of docs/detection.md.",
  "<group>.score_threshold":
    "How sure a finding is at least. Without it: 0.2 where the rail blocks, 0.4 where it masks.",
  "<group>.mask_token": "The replacement of a value. `*`: its kind, as `<EMAIL_ADDRESS>`.",
  "<group>.reading": "`fold` also reads through tricks of writing, `decode` also escapes, base64 and hex.",
  missing_entities:
    "What becomes of entities that only a model of language finds, such as `PERSON`. `skip`: a warning says that nothing looks for them.",
  recognizers: "Recognizers of your own, as Presidio's YAML has them.",
  "recognizers[].name": "A name for people.",
  "recognizers[].supported_entity": "The kind it finds, to be listed under `entities`.",
  "recognizers[].patterns": "How values look.",
  "recognizers[].patterns[].name": "A name for people.",
  "recognizers[].patterns[].regex": "The pattern.",
  "recognizers[].patterns[].score": "How sure a match is.",
  "recognizers[].deny_list": "Words that are always a value of this kind.",
  "recognizers[].deny_list_score": "How sure a word of `deny_list` is.",
  "recognizers[].context": "Words nearby that make a match surer.",
  "recognizers[].supported_language": UNREAD,
  "recognizers[].supported_languages": UNREAD,
  "recognizers[].type": UNREAD,
  "recognizers[].enabled": "Whether it finds anything.",
  "recognizers[].global_regex_flags": UNREAD,
  "recognizers[].version": UNREAD,
};
