import type { RailsConfigData } from "../../config/config-types.ts";
import { usedRails } from "../../library/resolve/used-rails.ts";
import { CATALOG_ENGINES } from "../../llm/make-model.ts";

/** A named import, and its module. */
export interface Import {
  readonly name: string;
  readonly from: string;
}

/** The catalog of a config as JavaScript: imports, and an object expression. */
export interface CatalogCode {
  readonly imports: readonly Import[];
  readonly object: string;
}

const LLM = "edgerails/llm";
const RAILS = "edgerails/rails";

const enginesOf = ({ models }: RailsConfigData): readonly (readonly [engine: string, maker: string])[] =>
  [...new Set(models.map(({ engine }) => engine))].flatMap((engine) => {
    const maker = CATALOG_ENGINES.get(engine);
    return maker === undefined ? [] : [[engine, maker] as const];
  });

/** Only what the config names is imported: its built-in rails, model engines and languages. */
export const catalogCode = (config: RailsConfigData): CatalogCode => {
  const rails = usedRails(config);
  const engines = enginesOf(config);
  const needsPrompting = config.prompts.length > 0 && rails.every(({ spec }) => spec.prompting === undefined);
  const hasFlows = config.flows.length > 0;
  const more = [...(hasFlows ? ["bundledColang"] : []), ...(needsPrompting ? ["prompting"] : [])];
  const makers = [...new Set(engines.map(([, maker]) => maker))];
  const entries = [
    ...(rails.length === 0 ? [] : [`rails: [${rails.map(({ name }) => name).join(", ")}]`]),
    ...(engines.length === 0 ? [] : [`engines: { ${engines.map((pair) => pair.join(": ")).join(", ")} }`]),
    ...(hasFlows ? ["colang: bundledColang"] : []),
    ...(needsPrompting ? ["prompting"] : []),
  ];
  return {
    imports: [
      ...makers.map((name) => ({ name, from: LLM })),
      ...more.map((name) => ({ name, from: RAILS })),
      ...rails.map(({ folder, name }) => ({ name, from: `${RAILS}/${folder}` })),
    ],
    object: entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`,
  };
};

/** Import statements, one for each module. */
export const importLines = (imports: readonly Import[]): string =>
  [...new Set(imports.map(({ from }) => from))]
    .map((module) => {
      const names = imports.filter(({ from }) => from === module).map(({ name }) => name);
      return `\nimport { ${names.join(", ")} } from "${module}";`;
    })
    .join("");
