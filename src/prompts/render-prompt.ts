import type { PromptConfig, PromptMessageConfig } from "../config/config-types.ts";
import { ConfigError, LimitError, RequestError } from "../errors.ts";
import { isList, isRecord, recordOf } from "../json.ts";
import type { ChatMessage, ContentPart, Role } from "../types/chat-message.ts";
import { HISTORY_FILTERS, shownText, splitTurns } from "./template/history-filters.ts";
import { BUILTIN_FILTER_NAMES } from "./template/template-calls.ts";
import type { TemplateVariables } from "./template/template-scope.ts";
import type { Template } from "./template/template.ts";
import { compileTemplate } from "./template/template.ts";

/** The variable that built-in prompts use in the tags around the checked text. */
const NONCE = "nonce";
const MIN_NONCE_LENGTH = 8;

const ROLES: ReadonlyMap<string, Role> = new Map([
  ["system", "system"],
  ["developer", "developer"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["bot", "assistant"],
]);

interface CompiledMessage {
  /** Undefined for a template that renders to a list of messages. */
  readonly role: Role | undefined;
  readonly template: Template;
}

/** A compiled prompt. */
export interface CompiledPrompt {
  readonly name: string;
  readonly messages: readonly CompiledMessage[];
  /** The names of all variables that its templates use. */
  readonly variables: ReadonlySet<string>;
}

const fault = (name: string, message: string): ConfigError => new ConfigError([{ message, source: name }]);

function roleOf(type: unknown, name: string): Role {
  const role = typeof type === "string" ? ROLES.get(type) : undefined;
  if (role === undefined)
    throw fault(name, `The message type "${String(type)}" is not known; use ${[...ROLES.keys()].join(", ")}`);
  return role;
}

function compileMessage(message: PromptMessageConfig | string, name: string): CompiledMessage {
  const isBare = typeof message === "string";
  const template = compileTemplate(isBare ? message : message.content, { source: name });
  for (const filter of template.filters)
    if (!BUILTIN_FILTER_NAMES.has(filter) && !Object.hasOwn(HISTORY_FILTERS, filter))
      throw fault(name, `The filter "${filter}" is not known; known are ${knownFilters()}`);
  if (isBare && !template.isExpression)
    throw fault(name, "A message that is only a text must be one {{ expression }} that gives a list of messages");
  return { role: isBare ? undefined : roleOf(message.type, name), template };
}

const knownFilters = (): string => [...BUILTIN_FILTER_NAMES, ...Object.keys(HISTORY_FILTERS)].sort().join(", ");

function compile(prompt: PromptConfig): CompiledPrompt {
  const name = `prompt "${prompt.task}"`;
  const { content, messages } = prompt;
  if ((content === undefined) === (messages === undefined))
    throw fault(name, 'A prompt needs either "content" or "messages", and not both');
  const compiled = (messages ?? [{ type: "user", content: content ?? "" }]).map((one) => compileMessage(one, name));
  const variables = new Set(compiled.flatMap(({ template }) => [...template.variables]));
  return Object.freeze({ name, messages: compiled, variables });
}

/** Compiled prompts by prompt. Only frozen prompts are cached, so sharing is safe. */
const compiledPrompts = new WeakMap<PromptConfig, CompiledPrompt>();

/**
 * Compiles a prompt; a frozen one only once. Call it at load, so that an invalid prompt is found before the first
 * request.
 *
 * @throws {ConfigError} for an invalid template, an unknown filter or message type, or a prompt without exactly one of
 * its forms
 */
export function compilePrompt(prompt: PromptConfig): CompiledPrompt {
  const known = compiledPrompts.get(prompt);
  if (known !== undefined) return known;
  const compiled = compile(prompt);
  if (Object.isFrozen(prompt)) compiledPrompts.set(prompt, compiled);
  return compiled;
}

const isParts = (value: unknown): value is readonly ContentPart[] =>
  Array.isArray(value) && value.length > 0 && value.every((part: unknown) => isRecord(part) && "type" in part);

/**
 * Renders content. A template of a single expression may return a list of content parts (text, images); any other
 * renders to text.
 */
function renderContent(template: Template, variables: TemplateVariables): ChatMessage["content"] {
  const value = template.isExpression ? template.value(variables, HISTORY_FILTERS) : undefined;
  return isParts(value) ? value : template.render(variables, HISTORY_FILTERS);
}

function renderList(template: Template, variables: TemplateVariables, name: string): readonly ChatMessage[] {
  const value = template.value(variables, HISTORY_FILTERS);
  if (value === undefined) return [];
  if (!isList(value)) throw fault(name, "A message that is only a text must give a list of messages");
  return value.map((item) => {
    const { role, type, content } = recordOf(item);
    if (typeof content !== "string" && content !== null && !isParts(content))
      throw fault(name, "A list of messages needs content in each");
    return { role: roleOf(role ?? type, name), content };
  });
}

const isBlank = ({ content }: ChatMessage): boolean =>
  typeof content === "string" ? content.trim() === "" : content === null || content.length === 0;

function renderMessages({ messages, name }: CompiledPrompt, variables: TemplateVariables): readonly ChatMessage[] {
  return messages
    .flatMap(({ role, template }) =>
      role === undefined
        ? renderList(template, variables, name)
        : [{ role, content: renderContent(template, variables) }],
    )
    .filter((message) => !isBlank(message));
}

/** Throws for a nonce that could be guessed. */
function checkNonce({ variables: names, name }: CompiledPrompt, variables: TemplateVariables): void {
  if (!names.has(NONCE)) return;
  const nonce = Object.hasOwn(variables, NONCE) ? variables[NONCE] : undefined;
  if (typeof nonce !== "string" || nonce.length < MIN_NONCE_LENGTH)
    throw new RequestError(`The ${name} needs a fresh "nonce" of ${MIN_NONCE_LENGTH} or more characters`, NONCE);
}

/** Renders the messages; undefined if they are longer than the prompt may be. */
function renderWithin(
  prompt: PromptConfig,
  compiled: CompiledPrompt,
  variables: TemplateVariables,
): ChatMessage[] | undefined {
  try {
    const messages = renderMessages(compiled, variables);
    const length = messages.reduce((sum, message) => sum + shownText(message).length, 0);
    return length <= prompt.maxLength ? [...messages] : undefined;
  } catch (error) {
    if (error instanceof LimitError) return undefined;
    throw error;
  }
}

/**
 * The messages of a prompt with its variables put in. Blank messages are left out, so the list may be empty.
 *
 * Too long (`maxLength`, in UTF-16 code units over all texts): the oldest turns of the history are dropped until it
 * fits, in O(log turns) renderings; what is under check is a variable and never shortened.
 *
 * @param history put in as the variable `history`; without it a `history` among the variables stands and is not cut
 * @throws {ConfigError} on a faulty prompt
 * @throws {RequestError} when the prompt reads `nonce` and there is none of at least 8 characters
 * @throws {LimitError} when it is too long even without history
 */
export function renderPrompt(
  prompt: PromptConfig,
  variables: TemplateVariables,
  history?: readonly ChatMessage[],
): ChatMessage[] {
  const compiled = compilePrompt(prompt);
  checkNonce(compiled, variables);
  if (history === undefined || !compiled.variables.has("history"))
    return renderWithin(prompt, compiled, variables) ?? tooLong(prompt);
  const turns = splitTurns(history);
  return (
    fitHistory(turns.length, (dropped) =>
      renderWithin(prompt, compiled, { ...variables, history: turns.slice(dropped).flat() }),
    ) ?? tooLong(prompt)
  );
}

function tooLong({ maxLength }: PromptConfig): never {
  throw new LimitError(`Prompt exceeds max length of ${maxLength} characters even without history`);
}

/** Finds by binary search the smallest number of oldest turns to drop so that `render` succeeds. */
function fitHistory(turns: number, render: (dropped: number) => ChatMessage[] | undefined): ChatMessage[] | undefined {
  const whole = render(0);
  if (whole !== undefined) return whole;
  let fitting = render(turns);
  let [tooFew, enough] = [0, turns];
  while (fitting !== undefined && enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    const messages = render(middle);
    if (messages === undefined) tooFew = middle;
    else [enough, fitting] = [middle, messages];
  }
  return fitting;
}
