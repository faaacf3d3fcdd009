import * as v from "valibot";
import { plainWords } from "../../config/schema/format-issues.ts";
import { EdgeRailsError } from "../../errors.ts";
import { isRecord, parseJson } from "../../json.ts";
import type { InputMessage } from "../../types/chat-message.ts";
import type { Outcome } from "../../types/verdict.ts";

/** A conversation, and the result that is expected from rails. */
export interface Sample {
  readonly id: string;
  /** If the last message is the assistant's, output rails check it. */
  readonly messages: readonly InputMessage[];
  readonly expected: Outcome["status"];
  /** The rails that should detect it. Absent: any rail. */
  readonly rails?: readonly string[] | undefined;
}

const schema = v.pipe(
  v.strictObject({
    id: v.optional(v.union([v.string(), v.number()])),
    prompt: v.optional(v.string()),
    messages: v.optional(v.array(v.looseObject({ role: v.string() }))),
    answer: v.optional(v.string()),
    expected: v.picklist(["passed", "modified", "blocked"], 'expected "passed", "modified" or "blocked"'),
    rails: v.optional(v.array(v.string())),
  }),
  v.check(
    ({ prompt, messages, answer }) =>
      (prompt ?? messages ?? answer) !== undefined && (prompt === undefined || messages === undefined),
    "expected `prompt`, `messages` or `answer`, and not both of the first two",
  ),
);

type Line = v.InferOutput<typeof schema>;

const messagesOf = ({ prompt, messages, answer }: Line): readonly InputMessage[] => [
  ...((messages ?? []) as unknown as readonly InputMessage[]),
  ...(prompt === undefined ? [] : [{ role: "user", content: prompt } as const]),
  ...(answer === undefined ? [] : [{ role: "assistant", content: answer } as const]),
];

const sampleOf = (text: string, line: number): Sample => {
  const json = parseJson(text);
  if (json === undefined) throw new EdgeRailsError("sample", `Line ${line}: it is no JSON`);
  if (!isRecord(json)) throw new EdgeRailsError("sample", `Line ${line}: expected one sample in braces on each line`);
  const result = v.safeParse(schema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const place = v.getDotPath(issue);
    const problem = issue.expected === "never" ? "unknown key" : plainWords(issue);
    throw new EdgeRailsError("sample", `Line ${line}: ${place === null ? "" : `${place}: `}${problem}`);
  }
  const { id = line, expected, rails } = result.output;
  return { id: String(id), messages: messagesOf(result.output), expected, rails };
};

/**
 * Checks that a config has the rails that samples name: no other could ever find them.
 * @throws EdgeRailsError (`sample`) that names the sample and the rail
 */
export const assertRailsExist = (samples: readonly Sample[], known: readonly string[]): void => {
  for (const { id, rails = [] } of samples) {
    const unknown = rails.find((rail) => !known.includes(rail));
    if (unknown === undefined) continue;
    const hint = known.length === 0 ? "" : `: it has ${known.map((rail) => JSON.stringify(rail)).join(", ")}`;
    throw new EdgeRailsError("sample", `Sample ${id}: rails: the config has no rail ${JSON.stringify(unknown)}${hint}`);
  }
};

/** Some editors put a byte order mark in front of a text. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Samples from JSON Lines; empty lines are left out.
 * @throws EdgeRailsError (`sample`) that names the line
 */
export const readSamples = (text: string): readonly Sample[] => {
  const lines = text.replace(BYTE_ORDER_MARK, "").split(/\r?\n/);
  const samples = lines.flatMap((line, index) => (line.trim() === "" ? [] : [sampleOf(line, index + 1)]));
  if (samples.length === 0) throw new EdgeRailsError("sample", "There is no sample in it");
  return samples;
};
