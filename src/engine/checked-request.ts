import { hint } from "../config/suggest.ts";
import { RequestError } from "../errors.ts";
import { isRecord, kindOf, optional, recordOf } from "../json.ts";
import type { ChatMessage, InputMessage, Role } from "../types/chat-message.ts";
import type { ContextMessage, GenerationInput, GenerationOptions } from "./generation-input.ts";
import { checkSwitches } from "./request-rails/rail-switches.ts";

/** A validated request. */
export interface CheckedRequest {
  readonly messages: readonly ChatMessage[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly options: GenerationOptions;
  readonly threadId?: string;
}

const ROLES: ReadonlySet<string> = new Set<Role>(["system", "developer", "user", "assistant", "tool"]);
const OPTION_KEYS: ReadonlySet<string> = new Set(["rails", "llm_params", "llm_output", "output_vars", "log"]);

const checkContext = ({ content }: ContextMessage): ContextMessage["content"] => {
  if (isRecord(content)) return content;
  throw new RequestError("The content of a context message must be an object of variables", "messages");
};

const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isRecord);

const isToolCall = (call: unknown): boolean => {
  const { name, arguments: text } = recordOf(recordOf(call)["function"]);
  return typeof name === "string" && typeof text === "string";
};

const assertContent = (message: InputMessage): void => {
  const { content } = message;
  if (content === undefined && "parts" in message) {
    throw new RequestError(
      "A message has `parts` and no `content`, as useChat sends them: make its content of the texts in them",
      "messages",
    );
  }
  if (content !== null && content !== undefined && typeof content !== "string" && !Array.isArray(content)) {
    throw new RequestError("The content of a message must be a text, a list of parts, or null", "messages");
  }
  if (Array.isArray(content) && !isListOfObjects(content)) {
    throw new RequestError("The parts of a message must be objects", "messages");
  }
};

const checkMessage = (message: InputMessage): ChatMessage => {
  const { role, content, tool_calls: calls } = message;
  if (!ROLES.has(role)) throw new RequestError(`Unknown role "${role}": use ${[...ROLES].join(", ")}`, "messages");
  assertContent(message);
  if (calls !== undefined && calls !== null && !(Array.isArray(calls) && calls.every(isToolCall))) {
    throw new RequestError("tool_calls must be a list of functions with a name and arguments as text", "messages");
  }
  if (typeof content === "string" && Object.keys(message).length === 2) return { role: role as Role, content };
  // Nothing but the content may be null from here on.
  const given = Object.entries(message).filter(([, value]) => value !== undefined && value !== null);
  return {
    ...(Object.fromEntries(given) as unknown as ChatMessage),
    content: (content ?? null) as ChatMessage["content"],
  };
};

/** Over HTTP, null means that an option was not given. */
const withoutNulls = (options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));

const checkOptions = (given: unknown): GenerationOptions => {
  if (given === undefined) return {};
  if (!isRecord(given)) throw new RequestError("options must be an object of generation options", "options");
  const options = withoutNulls(given);
  const unknown = Object.keys(options).find((key) => !OPTION_KEYS.has(key));
  if (unknown !== undefined) {
    throw new RequestError(`Unknown option "${unknown}": use ${[...OPTION_KEYS].join(", ")}`, `options.${unknown}`);
  }
  return { ...options, ...optional("rails", checkSwitches(options["rails"])) };
};

const THREAD_ID = /^.{1,255}$/u;

const checkState = (state: unknown): void => {
  if (state === undefined || state === null) return;
  const events = isRecord(state) ? state["events"] : undefined;
  const isEmpty = isRecord(state) && (events === undefined || (Array.isArray(events) && events.length === 0));
  if (!isEmpty) throw new RequestError("Only an empty state is supported: pass the conversation in messages", "state");
};

/** Every argument that some method of generation takes. Which method takes which is in the types. */
const INPUT_KEYS: readonly string[] = [
  "prompt",
  "messages",
  "options",
  "state",
  "threadId",
  "signal",
  "generator",
  "includeMetadata",
  "includeGenerationMetadata",
  "streamingHandler",
];

/** Throws for arguments that are no object, or that have an unknown name. */
export const assertInput = (input: unknown, known: readonly string[] = INPUT_KEYS): void => {
  if (!isRecord(input)) {
    throw new RequestError(`Pass an object, such as { messages: […] }, but not ${kindOf(input)}`, "messages");
  }
  const unknown = Object.keys(input).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new RequestError(`Unknown argument "${unknown}"${hint(unknown, known)}`, unknown);
};

/** The messages of an input, or its prompt as one. */
const messagesIn = ({ prompt, messages }: GenerationInput): NonNullable<GenerationInput["messages"]> => {
  if (prompt === undefined && messages === undefined) {
    throw new RequestError("Either prompt or messages must be provided.", "messages");
  }
  if (prompt !== undefined && messages !== undefined) {
    throw new RequestError("Only one of prompt or messages can be provided.", "prompt");
  }
  if (prompt !== undefined && typeof prompt !== "string") throw new RequestError("The prompt must be a text", "prompt");
  if (messages !== undefined && !isListOfObjects(messages)) {
    throw new RequestError("messages must be a list of messages", "messages");
  }
  return messages ?? [{ role: "user", content: prompt ?? "" }];
};

/** Checks the shape of a request. Throws a RequestError that names the argument at fault. */
export const checkRequest = (input: GenerationInput): CheckedRequest => {
  const { options, state, threadId } = input;
  const all = messagesIn(input);
  checkState(state);
  const contexts = all.filter((message): message is ContextMessage => message.role === "context");
  const chat = all.filter((message): message is InputMessage => message.role !== "context").map(checkMessage);
  if (chat.length === 0) throw new RequestError("There is no message to answer", "messages");
  const variables = Object.assign(Object.create(null) as object, ...contexts.map(checkContext)) as object;
  if (threadId !== undefined && !THREAD_ID.test(threadId)) {
    throw new RequestError("threadId must be a text of 1 to 255 characters", "threadId");
  }
  return {
    messages: chat,
    variables: variables as CheckedRequest["variables"],
    options: checkOptions(options),
    ...optional("threadId", threadId),
  };
};

/** The same for an answer that is guarded, whose question need not be known: then there are no messages. */
export const requestAbout = (messages: readonly InputMessage[], options: GenerationOptions = {}): CheckedRequest =>
  messages.length === 0 ? { messages: [], variables: {}, options } : checkRequest({ messages, options });
