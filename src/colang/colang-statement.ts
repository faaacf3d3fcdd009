import { ColangExpressions } from "./colang-expressions.ts";
import type { ColangLine } from "./colang-lines.ts";
import { ColangFault, unescapeString } from "./colang-tokens.ts";
import type { BotMessage, ColangArgument, ColangExpression, Place, Statement, Trigger } from "./colang-tree.ts";

/** A part of a line, with its position. */
export interface Phrase {
  readonly text: string;
  readonly at: Place;
}

export const phraseOf = ({ text, at }: ColangLine): Phrase => ({ text, at });

/** The rest of a phrase from an offset, trimmed. */
export function restOf({ text, at }: Phrase, from: number): Phrase {
  const start = from + Math.max(0, text.slice(from).search(/\S|$/));
  return { text: text.slice(start).trimEnd(), at: { line: at.line, column: at.column + start } };
}

/** The rest of a phrase after a keyword; undefined if it does not start with that. */
export function behind(phrase: Phrase, keyword: RegExp): Phrase | undefined {
  const match = keyword.exec(phrase.text);
  return match === null ? undefined : restOf(phrase, match[0].length);
}

/** Parses a condition. A final `:` is ignored. */
export const conditionOf = ({ text, at }: Phrase): ColangExpression =>
  new ColangExpressions(text.replace(/\s*:$/, ""), at).only();

const NAME = /^[^"$()=#{}]+$/;
/** A `$word` in the name of a message or an intent is part of the name, as in NeMo Guardrails. */
const MESSAGE_NAME = /^[^"()=#{}]+$/;

function nameLike(pattern: RegExp, { text, at }: Phrase, what: string): string {
  if (text === "") throw new ColangFault(at, `Expected ${what}, found the end of the line`);
  if (!pattern.test(text)) throw new ColangFault(at, `Expected ${what}, found ${JSON.stringify(text)}`);
  return text.replaceAll(/\s+/g, " ");
}

/** The name of a flow or action: words with one space between them. */
export const nameOf = (phrase: Phrase, what: string): string => nameLike(NAME, phrase, what);

/** Parses the name of a message. */
export const messageNameOf = (phrase: Phrase, what: string): string => nameLike(MESSAGE_NAME, phrase, what);

interface Call {
  readonly name: Phrase;
  readonly args: readonly ColangArgument[];
}

/** Parses a call: `name(a=1)`, `name with a=1`, or only the name. */
function callOf(phrase: Phrase): Call {
  const { text } = phrase;
  const open = text.indexOf("(");
  const word = /\s+(?:with|for)\s+(?=\$?\w+\s*=|\$)/.exec(text);
  if (word !== null && (open < 0 || word.index < open)) {
    const args = restOf(phrase, word.index + word[0].length);
    return { name: { ...phrase, text: text.slice(0, word.index) }, args: argumentsOf(args, undefined) };
  }
  if (open < 0) return { name: phrase, args: [] };
  return { name: { ...phrase, text: text.slice(0, open).trimEnd() }, args: argumentsOf(restOf(phrase, open + 1), ")") };
}

const argumentsOf = ({ text, at }: Phrase, close: ")" | undefined): readonly ColangArgument[] =>
  new ColangExpressions(text, at).onlyArguments(close);

const TEXT = /^"((?:[^"\\]|\\.)*)"$/;

const textOf = (text: string): string | undefined => {
  const match = TEXT.exec(text);
  return match?.[1] === undefined ? undefined : unescapeString(match[1]);
};

function userStatement(phrase: Phrase, at: Place): Trigger {
  const { text } = phrase;
  if (text === "..." || text === "any" || text === "*") return { kind: "user", intents: "any", at };
  const quoted = textOf(text);
  if (quoted !== undefined) return { kind: "user", intents: [quoted], at };
  const intents = callOf(phrase).name.text.split(/\s+or\s+(?:user\s+)?/);
  return {
    kind: "user",
    intents: intents.map((intent) => messageNameOf({ ...phrase, text: intent }, "an intent")),
    at,
  };
}

function botMessage(phrase: Phrase): BotMessage {
  const { text, at } = phrase;
  if (text === "..." || text === "any" || text === "*") return { kind: "any" };
  if (text.startsWith("$")) return { kind: "value", value: new ColangExpressions(text, at).only() };
  const quoted = textOf(text);
  if (quoted !== undefined) return { kind: "text", text: quoted };
  const quote = text.indexOf('"');
  const inline = quote < 0 ? undefined : textOf(text.slice(quote));
  const name = inline === undefined ? callOf(phrase).name : { ...phrase, text: text.slice(0, quote).trimEnd() };
  return { kind: "named", name: messageNameOf(name, "the name of a message"), text: inline };
}

function eventOf(phrase: Phrase): { name: string; properties: readonly ColangArgument[] } {
  const { name, args } = callOf(phrase);
  if (!/^\w+$/.test(name.text)) throw new ColangFault(name.at, "Expected the name of an event, one word");
  const unnamed = args.find((argument) => argument.name === undefined);
  if (unnamed !== undefined) throw new ColangFault(unnamed.value.at, "A property of an event needs a name: key=value");
  return { name: name.text, properties: args };
}

/** Parses something that a flow can wait for; undefined for other statements. */
function triggerOf(phrase: Phrase, instructions: string | undefined): Trigger | undefined {
  const { at } = phrase;
  const user = behind(phrase, /^user(?:\s+says(?=\s))?(?=\s|$)/);
  if (user !== undefined) return userStatement(user, at);
  const bot = behind(phrase, /^bot(?:\s+says(?=\s))?(?=\s|$)/);
  if (bot !== undefined) return { kind: "bot", message: botMessage(bot), instructions, at };
  const event = behind(phrase, /^event(?=\s|$)/);
  return event === undefined ? undefined : { kind: "event", ...eventOf(event), at };
}

/** Parses the trigger of `when`. Without a keyword it is an intent of the user. */
export const branchOf = (phrase: Phrase): Trigger => {
  if (phrase.text.startsWith("$"))
    throw new ColangFault(phrase.at, "A when waits for the user, the bot or an event; write if for a condition");
  return triggerOf(phrase, undefined) ?? userStatement(phrase, phrase.at);
};

const ACTION = /^(?:execute|exec|run)(?=\s|$)/;

/** Parses `act(…)` after the keyword, or `$x = act(…)`, which NeMo Guardrails accepts there, too. */
function executeBehind(phrase: Phrase, at: Place): Statement {
  const [whole = "", result] = /^\$(\w+)\s*=(?!=)\s*/.exec(phrase.text) ?? [];
  return execute(restOf(phrase, whole.length), result, at);
}

function execute(phrase: Phrase, result: string | undefined, at: Place): Statement {
  const { name, args } = callOf(phrase);
  const action = nameOf(name, "the name of an action");
  return { kind: "execute", action, args, result, at };
}

/** Parses `$x = …` and `$x += …`, optionally after `set`. */
function assignment(phrase: Phrase, instructions: string | undefined): Statement | undefined {
  const match = /^(?:set\s+)?\$(\w+)\s*(\+=|-=|=(?!=))/.exec(phrase.text);
  const [whole = "", variable, sign] = match ?? [];
  if (variable === undefined) return undefined;
  const { at } = phrase;
  const value = restOf(phrase, whole.length);
  if (sign === "=" && value.text === "...") return { kind: "generate", variable, instructions, at };
  const action = behind(value, ACTION);
  if (sign === "=" && action !== undefined) return execute(action, variable, at);
  if (/^do\s/.test(value.text)) throw new ColangFault(value.at, "A subflow gives no value; let it set a variable");
  const right = new ColangExpressions(value.text, value.at).only();
  if (sign === "=") return { kind: "set", variable, value: right, at };
  const left: ColangExpression = { kind: "variable", name: variable, at };
  return { kind: "set", variable, value: { kind: "math", operator: sign === "+=" ? "+" : "-", left, right, at }, at };
}

function runSubflow(phrase: Phrase, at: Place): Statement {
  if (phrase.text.startsWith("$")) {
    const flow = new ColangExpressions(phrase.text, phrase.at).only();
    return { kind: "do", flow, args: [], at };
  }
  const { name, args } = callOf(phrase);
  return { kind: "do", flow: nameOf(name, "the name of a subflow"), args, at };
}

const SINGLE: ReadonlyMap<string, "stop" | "break" | "continue" | "pass"> = new Map([
  ["stop", "stop"],
  ["abort", "stop"],
  ["break", "break"],
  ["continue", "continue"],
  ["pass", "pass"],
]);

/** Statements with only a name: the keyword, and the parser of the rest. */
const NAMED: readonly (readonly [RegExp, (rest: Phrase, at: Place) => Statement])[] = [
  [ACTION, executeBehind],
  [/^do(?=\s|$)/, runSubflow],
  [/^(?:create|new)\s+event(?=\s|$)/, (rest, at) => ({ kind: "create event", ...eventOf(rest), at })],
  [/^(?:label|checkpoint)(?=\s|$)/, (rest, at) => ({ kind: "label", name: nameOf(rest, "a label"), at })],
  [/^go\s?to(?=\s|$)/, (rest, at) => ({ kind: "goto", name: nameOf(rest, "a label"), at })],
  [
    /^(?:return|done)(?=\s|$)/,
    (rest, at) => ({
      kind: "return",
      value: rest.text === "" ? undefined : new ColangExpressions(rest.text, rest.at).only(),
      at,
    }),
  ],
];

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^for\b/, "There is no for in Colang 1.0; use while"],
  [/^log\b/, "There is no log in Colang 1.0"],
  [/^infer\b|^new\s/, "Write create event to make an event"],
  [/^any\b/, "Alternatives are written in one line: user a or b"],
  [/^\$\w+\s*,/, "Only one variable can be set at a time"],
  [/^(?:send|match|start|await|activate)\b/, "This is a statement of Colang 2, which is not supported"],
];

/** Parses a statement of one line. Throws a ColangFault for anything else. */
export function simpleStatement(line: ColangLine): Statement {
  const phrase = phraseOf(line);
  const { text, at } = phrase;
  const single = SINGLE.get(text);
  if (single !== undefined) return { kind: single, at };
  const found = triggerOf(phrase, line.comment) ?? assignment(phrase, line.comment);
  if (found !== undefined) return found;
  for (const [keyword, make] of NAMED) {
    const rest = behind(phrase, keyword);
    if (rest !== undefined) return make(rest, at);
  }
  const refused = REFUSED.find(([pattern]) => pattern.test(text));
  throw new ColangFault(at, refused?.[1] ?? `"${text.split(/\s/, 1)[0] ?? ""}" begins no statement of Colang 1.0`);
}
