import {
  anyText,
  list,
  mapping,
  oneOf,
  optional,
  type Schema,
  strict,
  text,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import { hint } from "../../config/suggest.ts";
import { compileRules } from "../../text/patterns/compile-rules.ts";
import type { PatternRule } from "../../text/patterns/rule.ts";
import { PatternError } from "../../text/patterns/syntax/pattern-error.ts";
import { INJECTIONS } from "./injection-rule.ts";
import { readYara, type YaraRules } from "./yara.ts";

export type InjectionAction = "reject" | "omit" | "sanitize";

/** The settings of injection detection. */
export interface InjectionSettings {
  /** The kinds to detect, and names of `yara_rules`. Default: all kinds. */
  readonly injections: readonly string[];
  /** What to do with an injection. `reject` (default): end the answer. `omit`: remove it. `sanitize`: escape it. */
  readonly action: InjectionAction;
  /** Rules of the config's own, by name. */
  readonly own: readonly PatternRule[];
}

const NO_FILES =
  "`yara_path` has no effect here, where there are no files: write the rules under `yara_rules`, by name and as texts";

const problemOf = (name: string, source: unknown): string | undefined => {
  if (typeof source !== "string") return "expected the text of a YARA rule";
  const read = readYara(name, source);
  if ("problem" in read) return `This YARA rule cannot be used: ${read.problem}`;
  try {
    compileRules(read.rules);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return `This YARA rule cannot be used: ${error.message}`;
    throw error;
  }
};

const rulesIn = (read: YaraRules): readonly PatternRule[] => ("rules" in read ? read.rules : []);

/** `rails.config.injection_detection`, under the keys of NeMo Guardrails. */
export const injectionSettings: Schema<InjectionSettings> = strict(
  {
    injections: withDefault(list(text), []),
    action: withDefault(oneOf("reject", "omit", "sanitize"), "reject"),
    yara_path: optional(anyText),
    yara_rules: withDefault(mapping, {}),
  },
  ({ injections, action, yara_rules: sources }): InjectionSettings => {
    const selected = injections.length > 0 ? injections : [...INJECTIONS, ...Object.keys(sources)];
    const own = Object.entries(sources).flatMap(([name, source]) =>
      selected.includes(name) && typeof source === "string" ? rulesIn(readYara(name, source)) : [],
    );
    return { injections: selected, action, own };
  },
  ({ injections, yara_path: path, yara_rules: sources }, report) => {
    if (typeof path === "string" && path !== "") report(["yara_path"], NO_FILES);
    const own = typeof sources === "object" && sources !== null ? Object.entries(sources) : [];
    for (const [name, source] of own) {
      const problem = problemOf(name, source);
      if (problem !== undefined) report(["yara_rules", name], problem);
    }
    const known: readonly string[] = [...INJECTIONS, ...own.map(([name]) => name)];
    for (const [index, name] of (Array.isArray(injections) ? injections : []).entries()) {
      if (typeof name === "string" && !known.includes(name))
        report(["injections", index], `Unknown kind of injection "${name}"${hint(name, known)}`);
    }
  },
);
