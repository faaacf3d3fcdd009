import { ASSIGNMENTS } from "./assignments.ts";
import { CONNECTIONS } from "./connections.ts";
import { isDocumentedExample } from "./documented-examples.ts";
import { AI_FORMATS } from "./formats/ai.ts";
import { BUSINESS_FORMATS } from "./formats/business.ts";
import { CLOUD_FORMATS } from "./formats/cloud.ts";
import { CODE_FORMATS } from "./formats/code.ts";
import { KEY_MATERIAL } from "./key-material.ts";
import { isFiller } from "./placeholders.ts";
import { delimited, type FormatRow, type SecretRule } from "./secret-rule.ts";

/** Less than this a random text of a token's length and alphabet hardly ever has. */
const MIN_ENTROPY = 2.3;

const formatRule = ([id, description, pattern, minEntropy = MIN_ENTROPY]: FormatRow): SecretRule => ({
  id,
  description,
  pattern: delimited(pattern),
  check: (value) => !isFiller(value, minEntropy) && !isDocumentedExample(value),
});

/** Every token format, as rows. */
export const FORMATS: readonly FormatRow[] = [AI_FORMATS, CLOUD_FORMATS, CODE_FORMATS, BUSINESS_FORMATS].flat();

/** All kinds of secrets this library knows. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...FORMATS.map(formatRule),
  ...KEY_MATERIAL,
  ...CONNECTIONS,
  ...ASSIGNMENTS,
];
