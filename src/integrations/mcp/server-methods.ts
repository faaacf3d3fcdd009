/** Methods in which a server says something beside what a tool answers, each with the list in its result. */
const LISTS: ReadonlyMap<unknown, string> = new Map([
  ["prompts/get", "messages"],
  ["prompts/list", "prompts"],
  ["resources/list", "resources"],
  ["resources/read", "contents"],
  ["resources/templates/list", "resourceTemplates"],
  ["tools/list", "tools"],
]);

/** The same methods, and one whose answer is no list, by what a client calls them. */
const METHODS: ReadonlyMap<unknown, string> = new Map([
  ["complete", "completion/complete"],
  ["getPrompt", "prompts/get"],
  ["listPrompts", "prompts/list"],
  ["listResources", "resources/list"],
  ["readResource", "resources/read"],
  ["listResourceTemplates", "resources/templates/list"],
  ["listTools", "tools/list"],
]);

/** The list that a method's result has, if it is one of these methods. */
export const listOfMethod = (method: unknown): string | undefined => LISTS.get(method);

/** The method that a function of a client asks for, if it is one of these. */
export const methodOf = (name: unknown): string | undefined => METHODS.get(name);
