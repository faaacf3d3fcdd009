import { hint } from "../../config/suggest.ts";
import { RequestError } from "../../errors.ts";

/** True or absent: all rails of the category. False: none. A list: only the rails of these names. */
export type RailSwitch = boolean | readonly string[];

/** The kinds of rails, by what they read, under the names of NeMo Guardrails. */
export type RailCategory = "input" | "output" | "retrieval" | "tool_input" | "tool_output";

/** Where the rails of a category stand in a config. */
export const GROUP_OF = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  tool_input: "toolInput",
  tool_output: "toolOutput",
} as const;

/** The names a request may use: categories, with the aliases of NeMo Guardrails 0.25. */
type SwitchName = RailCategory | "dialog" | "tool_call" | "tool_result";

/** A list of the categories that run, or an object with a switch for each. */
export type RailSwitches = readonly SwitchName[] | Readonly<Partial<Record<SwitchName, RailSwitch>>>;

interface Switched {
  readonly rails?: RailSwitches;
}

/** Category by name, aliases included. */
const CATEGORIES: ReadonlyMap<string, RailCategory | "dialog"> = new Map([
  ["input", "input"],
  ["output", "output"],
  ["tool_input", "tool_input"],
  ["tool_output", "tool_output"],
  ["dialog", "dialog"],
  ["retrieval", "retrieval"],
  ["tool_call", "tool_output"],
  ["tool_result", "tool_input"],
]);

const categoryOf = (name: string): RailCategory | "dialog" => {
  const category = CATEGORIES.get(name);
  if (category !== undefined) return category;
  throw new RequestError(`Unknown rail category "${name}": use ${[...CATEGORIES.keys()].join(", ")}`, "options.rails");
};

/** Validates switches, and replaces aliases by the names of their categories. */
export const checkSwitches = (rails: unknown): RailSwitches | undefined => {
  if (Array.isArray(rails)) return rails.map((name) => categoryOf(String(name)));
  if (rails === undefined) return undefined;
  if (typeof rails !== "object" || rails === null)
    throw new RequestError("rails must be a list of categories, or an object of them", "options.rails");
  const switches = new Map<string, RailSwitch>();
  for (const [name, choice] of Object.entries(rails)) {
    const category = categoryOf(name);
    if (choice === undefined || choice === null) continue;
    if (switches.has(category)) {
      throw new RequestError(`"${name}" is switched twice: ${category} stands there too`, `options.rails.${name}`);
    }
    switches.set(category, choice as RailSwitch);
  }
  return Object.fromEntries(switches);
};

/** Throws a RequestError for an unknown rail: a misspelt name would silently switch its rail off. */
export const checkRailNames = ({ rails }: Switched, flowsOf: (category: RailCategory) => readonly string[]): void => {
  if (rails === undefined || Array.isArray(rails)) return;
  for (const [category, choice] of Object.entries(rails)) {
    if (!Array.isArray(choice)) continue;
    if (category === "dialog") throw new RequestError("Expected true or false", "options.rails.dialog");
    const flows = flowsOf(category as RailCategory);
    const unknown = choice.map(String).find((name) => !flows.includes(name));
    if (unknown === undefined) continue;
    throw new RequestError(
      `There is no ${category} rail "${unknown}"${hint(unknown, flows)}`,
      `options.rails.${category}`,
    );
  }
};

const choiceOf = (category: RailCategory | "dialog", { rails }: Switched): RailSwitch => {
  if (rails === undefined) return true;
  if (Array.isArray(rails)) return rails.includes(category);
  return (rails as Readonly<Partial<Record<string, RailSwitch>>>)[category] ?? true;
};

/** Whether the main model is called. */
export const isDialogOn = (options: Switched): boolean => choiceOf("dialog", options) !== false;

/** Whether any rail of a category may run. */
export const isCategoryOn = (category: RailCategory, options: Switched): boolean => {
  const choice = choiceOf(category, options);
  return Array.isArray(choice) ? choice.length > 0 : choice !== false;
};

const isNamed = (category: RailCategory, { rails }: Switched): boolean => {
  if (rails === undefined) return false;
  return Array.isArray(rails) ? rails.includes(category) : Object.hasOwn(rails, category);
};

/** Whether any rail reads the answer: output rails, or tool output rails if the request names them. */
export const isAnswerRead = (options: Switched): boolean =>
  isCategoryOn("output", options) || (isNamed("tool_output", options) && isCategoryOn("tool_output", options));

/** The rails of a category that run under these options. */
export const switchedOn = <Named extends { readonly name: string }>(
  rails: readonly Named[],
  category: RailCategory,
  options: Switched,
): readonly Named[] => {
  const choice = choiceOf(category, options);
  if (choice === true) return rails;
  return rails.filter(({ name }) => (Array.isArray(choice) ? choice.includes(name) : choice !== false));
};
