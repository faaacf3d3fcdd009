import { FaultReporter } from "./template-calls.ts";
import { Evaluation } from "./template-evaluate.ts";
import type { TemplateFilters } from "./template-filters.ts";
import { parseTemplate } from "./template-parser.ts";
import type { TemplateVariables } from "./template-scope.ts";

/** A compiled template. It is immutable, so requests can share it. */
export interface Template {
  /** Names of the variables that the template uses, without those that it binds itself. */
  readonly variables: ReadonlySet<string>;
  /** Names of the filters that it uses. */
  readonly filters: ReadonlySet<string>;
  /** Whether it is a single `{{ expression }}`, apart from spaces; `value` then returns its value unconverted. */
  readonly isExpression: boolean;
  /**
   * Renders the template. Values are inserted verbatim, and never parsed as templates. An unknown variable is empty.
   *
   * @throws {ConfigError} for an unknown filter, or a value that an operator or filter does not support
   * @throws {LimitError} above 1,000,000 characters, 10,000 loop iterations, or 20,000,000 characters and list entries
   * read
   */
  render(variables: TemplateVariables, filters?: TemplateFilters): string;
  /** The value of the single expression, such as a list of messages; for any other template the same as `render`. */
  value(variables: TemplateVariables, filters?: TemplateFilters): unknown;
}

export interface CompileOptions {
  /** The source of the template for messages, such as `prompts.yml`. */
  readonly source?: string;
}

/**
 * Compiles a template: an interpreted subset of Jinja, as NeMo Guardrails has it for prompts.
 *
 * - `{{ … }}` with look-up, slices, operators (`+ - * / // % ** ~`, comparisons, `in`, `is`, `and or not`), inline
 * `if`, literals of texts, numbers, lists and dicts, filters and tests of Jinja, and a closed list of methods
 * (`dict.items()`, `text.upper()`) and functions (`range`, `namespace`, `dict`).
 * - `{% if %}`, `{% for … if … %}` with `loop` and `else`, `{% set %}`, `{% with %}`, `{% raw %}`, comments, `-`
 * whitespace control.
 * - No macros, includes or inheritance. Tuples are lists, and numbers are those of JavaScript.
 *
 * Only own properties can be read. Compiling and rendering are linear in the size of template and output.
 *
 * @throws {ConfigError} with line and column of the first fault
 */
export function compileTemplate(text: string, options: CompileOptions = {}): Template {
  const { source } = options;
  const { nodes, variables, filters } = parseTemplate(text, source);
  const report = new FaultReporter(source);
  const solid = nodes.filter((node) => node.kind !== "text" || node.text.trim() !== "");
  const only = solid.length === 1 ? solid[0] : undefined;
  const expression = only?.kind === "output" ? only.expression : undefined;
  const render: Template["render"] = (values, extra = {}) => new Evaluation(values, extra, report).render(nodes);
  return Object.freeze({
    variables,
    filters,
    isExpression: expression !== undefined,
    render,
    value: (values: TemplateVariables, extra: TemplateFilters = {}) =>
      expression === undefined ? render(values, extra) : new Evaluation(values, extra, report).value(expression),
  });
}
