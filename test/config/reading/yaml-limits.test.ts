import { expect, test } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { issuesOf } from "../issues.ts";

const load = (yamlContent: string) => RailsConfig.fromContent({ yamlContent });
const messages = (yaml: string): string[] => issuesOf(() => load(yaml)).map(({ message }) => message);

test("RailsConfig rejects an alias bomb", () => {
  const level = (name: string, of: string) =>
    `  ${name}: &${name} [${Array.from({ length: 10 }, () => of).join(", ")}]`;
  const names = "abcdefgh".split("");
  const bomb = names.map((name, index) => level(name, index === 0 ? "lol" : `*${names[index - 1]}`)).join("\n");
  expect(messages(`custom_data:\n${bomb}`)).toEqual(["More than 100 aliases to follow"]);
});

test("RailsConfig rejects an alias to its own container", () => {
  expect(messages("custom_data: &a {b: *a}")).toEqual([expect.stringContaining("levels deep")]);
});

test.each([
  ["lists in one line", "[".repeat(20_000)],
  ["maps in one line", "{a: ".repeat(20_000)],
  ["lists in lists", `${"- ".repeat(20_000)}a`],
  ["keys of keys", "? ".repeat(20_000)],
  ["65 levels of blocks", Array.from({ length: 66 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("RailsConfig rejects deep nesting: %s", (_name, yaml) => {
  expect(messages(yaml)).toEqual(["The config is nested more than 64 levels deep"]);
});

test("RailsConfig accepts 60 levels", () => {
  const yaml = `custom_data:\n${Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth + 1)}a:`).join("\n")} 1`;
  expect(JSON.stringify(load(yaml).customData)).toContain('{"a":1}');
});

test("RailsConfig rejects a text of two million characters without parsing it", () => {
  expect(messages("a".repeat(2_000_000))).toEqual(["The text has more than 1048576 characters"]);
  expect(issuesOf(() => RailsConfig.fromContent({ colangContent: "#".repeat(2_000_000) }))).toHaveLength(1);
});

test("RailsConfig rejects too many values", () => {
  expect(messages(`custom_data: {a: [${"1,".repeat(110_000)}1]}`)).toEqual(["The config has too many values"]);
});

test.each([
  ["a merge of __proto__", "custom_data:\n  <<: {__proto__: {admin: true}}", "custom_data.__proto__"],
  ["constructor", "custom_data: {constructor: {prototype: {admin: true}}}", "custom_data.constructor"],
  ["__proto__ as a bot message", "bot_messages: {__proto__: [hi]}", "bot_messages.__proto__"],
])("RailsConfig rejects %s", (_name, yaml, path) => {
  expect(issuesOf(() => load(yaml))).toEqual([expect.objectContaining({ path, line: yaml.split("\n").length })]);
  expect(Reflect.get({}, "admin")).toBeUndefined();
});

test("RailsConfig rejects tags", () => {
  const refused = (tag: string) => messages(`custom_data: {x: ${tag} "f"}`);
  expect(refused("!!js/function")).toEqual([expect.stringContaining("js/function` is refused")]);
  expect(refused("!!python/object/apply:os.system")).toEqual([expect.stringContaining("is refused")]);
  expect(refused("!!binary")).toEqual([expect.stringContaining("binary` is refused")]);
  expect(refused("!mine")).toEqual([expect.stringContaining("`!mine` is refused")]);
});

test("RailsConfig parses YAML as NeMo's parser does", () => {
  const yaml = "custom_data: {a: yes, b: Off, c: 010, d: 1_000, e: y, f: 2024-08-01, g: !!str 1, h: ~, on: 1}";
  const read = { a: true, b: false, c: 8, d: 1000, e: "y", f: "2024-08-01", g: "1", h: null, on: 1 };
  expect(load(yaml).customData).toEqual(read);
});

test("RailsConfig supports anchors and merge keys, with explicit keys before merged ones", () => {
  const yaml = "custom_data:\n  base: &base {a: 1, b: 2}\n  one: {<<: *base, b: 3}\n  two: {<<: [{a: 0}, *base]}";
  expect(load(yaml).customData).toEqual({ base: { a: 1, b: 2 }, one: { a: 1, b: 3 }, two: { a: 0, b: 2 } });
});

test.each([[""], ["\n\n"], ["# nothing\n"], ["---\n"], ["rails:\nmodels:\nprompts: ~\n"], ["\uFEFF"]])(
  "RailsConfig treats an empty file as absent: %j",
  (yaml) => {
    expect(load(yaml)).toEqual(RailsConfig.fromObject({}));
  },
);

test("RailsConfig rejects several documents and texts that are not a mapping", () => {
  expect(messages("a: 1\n---\nb: 2")).toEqual([expect.stringContaining("several")]);
  expect(messages("hello")).toEqual(['expected a mapping of keys but found the text "hello"']);
});
