import { writeFileSync } from "node:fs";
import { configJsonSchema, keyPaths, type Node, noteOf } from "./json-schema.ts";

/** Writes docs/config-keys.md from the schema of a config: `npm run generate:config`. */

const PAGE = new URL("../../docs/config-keys.md", import.meta.url);

const HEAD = `# Every key of a config

Generated from the config schema by \`npm run generate:config\`. The same schema is in the package as
\`edgerails/config.schema.json\` for editors; \`edgerails init\` writes its address in the first line of \`config.yml\`.

\`[]\` stands for an item of a list, \`*\` for a key of a mapping. A key that is missing or has no value has its default. An unknown key is an
error that suggests a known one. Keys of NeMo Guardrails without effect cause a warning.
`;

const at = (root: Node, path: string): Node | undefined =>
  path
    .split(/\.|(?=\[\])/)
    .reduce<readonly Node[]>(
      (nodes, step) => nodes.flatMap((node) => alternatives(node)).flatMap((node) => child(node, step)),
      [root],
    )
    .at(0);

const alternatives = (node: Node): readonly Node[] => [node, ...(node.anyOf ?? []).flatMap(alternatives)];

const child = (node: Node, step: string): readonly Node[] => {
  if (step === "[]") return node.items === undefined ? [] : [node.items];
  if (step === "*") return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
  const found = node.properties?.[step];
  return found === undefined ? [] : [found];
};

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  array: "list",
  object: "mapping",
  integer: "whole number",
};

const range = ({ minimum, maximum }: Node): string => {
  const isOpen = typeof maximum !== "number" || maximum > 1e300;
  if (typeof minimum !== "number") return "";
  return isOpen ? " above 0" : `, ${minimum} to ${maximum}`;
};

const PLURALS: Readonly<Record<string, string>> = { string: "texts", object: "mappings" };

/** The type of list items in a word, if there is one. */
const listOf = (items: Node): string => {
  const one = items.anyOf?.at(-1) ?? items;
  const plural = PLURALS[String(one.type)];
  return plural === undefined ? "list" : `list of ${plural}`;
};

const typeOf = (node: Node): string => {
  if (node.enum !== undefined)
    return node.enum
      .filter((one) => one !== null)
      .map(code)
      .join(", ");
  if (node["const"] !== undefined) return code(node["const"]);
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(typeOf))].filter((one) => one !== "").join(" or ");
  if (node.items !== undefined && [node.type].flat().includes("array")) return listOf(node.items);
  const type = [node.type ?? "anything"].flat().find((one) => one !== "null") ?? "";
  return (NAMES[type] ?? type) + range(node);
};

const isEmpty = (value: unknown): boolean => value === undefined || ["{}", "[]"].includes(JSON.stringify(value));

/** The default value. Long ones do not fit the table and are described in the notes. */
const defaultOf = ({ default: value }: Node): string => {
  if (isEmpty(value)) return "";
  const text = code(value);
  return text.length > 60 ? "built in" : text;
};

const cell = (text: string): string => text.replaceAll("|", String.raw`\|`);

/** The reason in the schema why a setting has no effect. */
const unreadNote = ({ description }: Node): string => (typeof description === "string" ? description : "");

const row = (root: Node, path: string): string => {
  const node = at(root, path) ?? {};
  return `| \`${path}\` | ${cell(typeOf(node))} | ${cell(defaultOf(node))} | ${cell(noteOf(path) ?? unreadNote(node))} |`;
};

const TABLE = "| key | type | default | meaning |\n| --- | --- | --- | --- |";

const section = (title: string, root: Node, paths: readonly string[]): string =>
  `\n## ${title}\n\n${TABLE}\n${paths.map((path) => row(root, path)).join("\n")}\n`;

const SETTINGS = "rails.config.";

/** The page, generated from the schema. */
export const configPage = (): string => {
  const root = configJsonSchema();
  const paths = keyPaths(root);
  const settings = paths.filter((path) => path.startsWith(SETTINGS));
  const rails = [...Map.groupBy(settings, (path) => path.split(".")[2] ?? "")];
  const isOf = (start: string) => (path: string) =>
    path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[]`);
  const others = paths.filter((path) => !["models", "rails", "prompts"].some((start) => isOf(start)(path)));
  return [
    HEAD,
    section("`models`", root, paths.filter(isOf("models"))),
    section(
      "`rails`",
      root,
      paths.filter((path) => isOf("rails")(path) && !path.startsWith(SETTINGS)),
    ),
    section("`prompts`", root, paths.filter(isOf("prompts"))),
    section("Everything else", root, others),
    ...rails.map(([key, under]) => section(`\`${SETTINGS}${key}\``, root, under)),
  ].join("");
};

if (import.meta.main) writeFileSync(PAGE, configPage());
