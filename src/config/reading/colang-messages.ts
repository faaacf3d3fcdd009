import { dialectOf } from "../../colang/dialect.ts";
import { waitOfFlow } from "../../colang/dialog.ts";
import type { ColangFile, FlowDefinition, MessageDefinition } from "../../colang/colang-tree.ts";
import { parseColang } from "../../colang/parse-colang.ts";
import type { ConfigIssue } from "../../errors.ts";
import type { ConfigNode } from "./config-node.ts";
import { mayRead, mayUseKey, type NodeReader, nodeReader } from "./node-from-value.ts";
import { MAX_SOURCE_LENGTH } from "./parse-yaml.ts";

const CURE =
  "use `rails.input.flows` and `rails.output.flows` with built-in flows or rails registered in code, and keep messages only";
const COLANG_2 = `This is Colang 2, which is not supported: ${CURE}`;

type MessageKey = "bot_messages" | "user_messages";
const KEYS: Readonly<Record<MessageDefinition["kind"], MessageKey>> = { bot: "bot_messages", user: "user_messages" };

function readMessages(file: ColangFile, reader: NodeReader): ConfigNode {
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
  const entries = Object.entries(sections).map(([key, value]): [string, ConfigNode] => [
    key,
    { place: { source, path: [key] }, value },
  ]);
  return { place: { source, path: [] }, value: new Map(entries) };
}

const nameOf = ({ name, at }: FlowDefinition): string => (name === undefined ? `line ${at.line}` : `"${name}"`);

/** One issue for all flows of a file: what they are and what to do instead. */
function reportFlows({ flows }: ColangFile, source: string, issues: ConfigIssue[]): void {
  const [first] = flows;
  if (first === undefined) return;
  const count = flows.filter((flow) => waitOfFlow(flow) !== undefined).length;
  const kinds = count === 0 ? "" : `, ${count} of them dialog`;
  const more = flows.length === 1 ? "" : ` and ${flows.length - 1} more`;
  issues.push({
    source,
    line: first.at.line,
    message: `Colang flows are not supported yet (here ${nameOf(first)}${more}${kinds}): ${CURE}`,
  });
}

/**
 * The messages of a Colang 1.0 text: `define bot` and `define user` with their texts, several being variants. What cannot
 * be read is an issue, and so are flows, all of a file in one. Linear in the text.
 */
export function parseColangMessages(text: string, source: string, issues: ConfigIssue[]): ConfigNode | undefined {
  if (text.length > MAX_SOURCE_LENGTH) {
    issues.push({ source, message: `The text has more than ${MAX_SOURCE_LENGTH} characters` });
    return undefined;
  }
  if (dialectOf(text) === "2") {
    issues.push({ source, message: COLANG_2 });
    return undefined;
  }
  const { file, issues: faults } = parseColang(text);
  issues.push(...faults.map(({ line, column, message }) => ({ source, line, column, message })));
  reportFlows(file, source, issues);
  return readMessages(file, nodeReader(source, issues));
}
