import * as v from "valibot";
import { RailError } from "../../errors.ts";
import { recordOf } from "../../json.ts";
import type { RailDecision } from "../../rails/rail.ts";
import { ALLOW, blockFor, rewrittenTo } from "../remote/service-rail.ts";
import type { AnswerSchema } from "../remote/service.ts";
import type { Guardrails } from "./settings.ts";

/** The tasks that the service runs by default. */
const TASKS: readonly string[] = [
  "pii",
  "confidential_info_detection",
  "gender_bias_detection",
  "harm_detection",
  "toxicity_detection",
  "racial_bias_detection",
  "tonal_detection",
  "jailbreak_detection",
  "intellectual_property",
];

const PII_TYPES: readonly string[] = [
  "BANK ACCOUNT NUMBER",
  "CREDIT CARD NUMBER",
  "DATE OF BIRTH",
  "DATE",
  "DRIVER LICENSE NUMBER",
  "EMAIL ADDRESS",
  "RACE/ETHNICITY",
  "GENDER",
  "IP ADDRESS",
  "LOCATION",
  "MONEY",
  "ORGANIZATION",
  "PASSPORT NUMBER",
  "PASSWORD",
  "PERSON NAME",
  "PHONE NUMBER",
  "PROFESSION",
  "SOCIAL SECURITY NUMBER",
  "USERNAME",
  "SECRET_KEY",
  "TRANSACTION_ID",
  "RELIGION",
].map((type) => `[${type}]`);

const DEFAULTS: Guardrails = { pii: { mask: false, enabled_types: PII_TYPES } };

/** Enables the tasks that a config names, and disables all others. */
export const taskConfig = (guardrails: Guardrails): Guardrails => ({
  ...Object.fromEntries(TASKS.map((task) => [task, { mode: "OFF", ...recordOf(DEFAULTS[task]) }])),
  ...Object.fromEntries(
    Object.entries(guardrails).map(([task, own]) => [
      task,
      { ...recordOf(DEFAULTS[task]), mode: "DETECT", ...recordOf(own) },
    ]),
  ),
});

interface TaskAnswer {
  readonly task: string;
  /** Whether it found something. */
  readonly guarded: boolean;
  readonly response?: string | null | undefined;
}

/** One line for each task. */
export const taskAnswers: AnswerSchema<readonly TaskAnswer[]> = v.pipe(
  v.array(v.object({ task: v.string(), guarded: v.boolean(), response: v.nullish(v.string()) })),
  v.minLength(1),
);

const REDACTED = "PII redacted text: ";

/** Whether the task removes personal data. */
const isRedaction = ({ task }: TaskAnswer): boolean => task === "pii" || task === "pii_fast";

/** Findings block, except for personal data, which is removed from the text. */
export const taskDecision = (flow: string, text: string, answers: readonly TaskAnswer[]): RailDecision => {
  const found = answers.filter(({ guarded }) => guarded);
  const blocking = found.filter((answer) => !isRedaction(answer));
  if (blocking.length > 0) return blockFor(blocking.map(({ task }) => task));
  const [redaction] = found;
  if (redaction === undefined) return ALLOW;
  const response = redaction.response ?? "";
  if (found.length === 1 && response.startsWith(REDACTED)) return rewrittenTo(text, response.slice(REDACTED.length));
  throw new RailError("rail_error", flow, `Rail "${flow}" was told of personal data without the text without it`);
};
