/** Methods with a list in their result, and the name of the list. */
const LISTS: ReadonlyMap<unknown, string> = new Map([
  ["prompts/get", "messages"],
  ["prompts/list", "prompts"],
  ["resources/list", "resources"],
  ["resources/read", "contents"],
  ["resources/templates/list", "resourceTemplates"],
  ["tools/list", "tools"],
]);

/** The client's functions for these methods, and for those whose result is not a list. */
const METHODS: ReadonlyMap<unknown, string> = new Map([
  ["callTool", "tools/call"],
  ["complete", "completion/complete"],
  ["getPrompt", "prompts/get"],
  ["listPrompts", "prompts/list"],
  ["listResources", "resources/list"],
  ["readResource", "resources/read"],
  ["listResourceTemplates", "resources/templates/list"],
  ["listTools", "tools/list"],
  ["setLoggingLevel", "logging/setLevel"],
  ["subscribeResource", "resources/subscribe"],
  ["unsubscribeResource", "resources/unsubscribe"],
]);

/** The name of the list in the result of a method, if it has one. */
export const listOfMethod = (method: unknown): string | undefined => LISTS.get(method);

/** The method that a client's function calls, if it is one of these. */
export const methodOf = (name: unknown): string | undefined => METHODS.get(name);
