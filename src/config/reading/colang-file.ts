import type { ColangFile, MessageDefinition } from "../../colang/colang-tree.ts";
import { dialectOf } from "../../colang/dialect.ts";
import { parseColang } from "../../colang/parse-colang.ts";
import type { ConfigIssue } from "../../errors.ts";
import type { ConfigNode } from "./config-node.ts";
import { mayRead, mayUseKey, type NodeReader, nodeReader } from "./node-from-value.ts";
import { MAX_SOURCE_LENGTH } from "./parse-yaml.ts";

type MessageKey = "bot_messages" | "user_messages";
const KEYS: Readonly<Record<MessageDefinition["kind"], MessageKey>> = { bot: "bot_messages", user: "user_messages" };

type Entry = [string, ConfigNode];

function messageEntries(file: ColangFile, reader: NodeReader): Entry[] {
  const { source } = reader;
  const sections: Record<MessageKey, Map<string, ConfigNode & { value: ConfigNode[] }>> = {
    bot_messages: new Map(),
    user_messages: new Map(),
  };
  for (const { kind, name, texts, at } of file.messages) {
    const key = KEYS[kind];
    const place = { source, line: at.line, path: [key, name] };
    if (!mayUseKey(reader, name, place)) continue;
    const message = sections[key].get(name) ?? { place, value: [] };
    for (const { text, at: textAt } of texts) {
      sections[key].set(name, message);
      const textPlace = { source, line: textAt.line, path: [key, name, message.value.length] };
      if (mayRead(reader, textPlace)) message.value.push({ place: textPlace, value: text });
    }
  }
  return Object.entries(sections).map(([key, value]): Entry => [key, { place: { source, path: [key] }, value }]);
}

/** The file as an entry of `colang.files`. Its flows are parsed once all files are known. */
function fileEntry(source: string, content: string): Entry {
  const node = (path: readonly (string | number)[], value: ConfigNode["value"]): ConfigNode => ({
    place: { source, path },
    value,
  });
  const path = ["colang", "files", 0];
  const item = node(
    path,
    new Map([
      ["file", node([...path, "file"], source)],
      ["content", node([...path, "content"], content)],
    ]),
  );
  return ["colang", node(["colang"], new Map([["files", node(["colang", "files"], [item])]]))];
}

/**
 * Reads a Colang 1.0 file as part of a config: `define bot` and `define user` become messages, and the file is kept if
 * it has flows. Takes linear time.
 */
export function readColangFile(text: string, source: string, issues: ConfigIssue[]): ConfigNode | undefined {
  if (text.length > MAX_SOURCE_LENGTH) {
    issues.push({ source, message: `The text has more than ${MAX_SOURCE_LENGTH} characters` });
    return undefined;
  }
  const root = (entries: readonly Entry[]): ConfigNode => ({ place: { source, path: [] }, value: new Map(entries) });
  if (dialectOf(text) === "2") return root([fileEntry(source, text)]);
  const { file, issues: faults, warnings } = parseColang(text);
  const hasMore = file.flows.length + faults.length + warnings.length > 0;
  const messages = messageEntries(file, nodeReader(source, issues));
  return root(hasMore ? [...messages, fileEntry(source, text)] : messages);
}
