import type { TemplateVariables } from "./template-evaluate.ts";
import { Evaluation } from "./template-evaluate.ts";
import type { TemplateFilters } from "./template-filters.ts";
import { parseTemplate } from "./template-parser.ts";

/** A compiled template; immutable, so it may be shared between requests. */
export interface Template {
  /** Root names the template reads, without those its own loops bind. */
  readonly variables: ReadonlySet<string>;
  /** Names of the filters it applies. */
  readonly filters: ReadonlySet<string>;
  /** True when it is exactly one `{{ expression }}` (spaces around it do not count); then `value` keeps what is not a text. */
  readonly isExpression: boolean;
  /**
   * The text of the template with the variables put in, each verbatim and never read as template again. An unknown
   * variable is empty.
   *
   * @throws {ConfigError} on an unknown filter, or a value that an operator or filter cannot take
   * @throws {LimitError} past 1,000,000 characters or 10,000 loop turns
   */
  render(variables: TemplateVariables, filters?: TemplateFilters): string;
  /** The value of the one expression, such as a list of messages; for any other template the same as `render`. */
  value(variables: TemplateVariables, filters?: TemplateFilters): unknown;
}

export interface CompileOptions {
  /** What the template is from, for messages: `prompts.yml`. */
  readonly source?: string;
}

/**
 * Compiles a template: an interpreted subset of Jinja. There are `{{ … }}` with dotted look-up, `[…]`, filters and
 * tests (`defined`, `undefined`, `none`), `{% if %}`, `{% for %}` (with `loop` and `items()`), comparisons, `in`,
 * `and or not`, literals, comments and `-` whitespace control. There are no calls, assignments, includes or macros.
 *
 * Only own properties can be read. Compiling and rendering are linear in the size of template and output.
 *
 * @throws {ConfigError} with the line of the first fault
 */
export function compileTemplate(text: string, options: CompileOptions = {}): Template {
  const { source } = options;
  const { nodes, variables, filters } = parseTemplate(text, source);
  const solid = nodes.filter((node) => node.kind !== "text" || node.text.trim() !== "");
  const only = solid.length === 1 ? solid[0] : undefined;
  const expression = only?.kind === "output" ? only.expression : undefined;
  const render: Template["render"] = (values, extra = {}) => new Evaluation(values, extra, source).render(nodes);
  return Object.freeze({
    variables,
    filters,
    isExpression: expression !== undefined,
    render,
    value: (values: TemplateVariables, extra: TemplateFilters = {}) =>
      expression === undefined ? render(values, extra) : new Evaluation(values, extra, source).value(expression),
  });
}
