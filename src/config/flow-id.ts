/** A parsed flow reference of a config. */
export interface FlowId {
  /** The name, with single spaces. */
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
}

const VALUE = String.raw`"([^"]*)"|'([^']*)'|([^\s,()"'$]+)`;
const DOLLAR_PARAM = new RegExp(String.raw`\s*\$(\w+)\s*=\s*(?:${VALUE})\s*,?`, "y");
const CALL_PARAM = new RegExp(String.raw`\s*\$?(\w+)\s*=\s*(?:${VALUE})\s*(?:,|$)`, "y");

function readParams(text: string, param: RegExp): Record<string, string> | undefined {
  const found: [string, string][] = [];
  param.lastIndex = 0;
  while (param.lastIndex < text.length) {
    const match = param.exec(text);
    if (match === null) return text.trim() === "" ? {} : undefined;
    found.push([match[1] ?? "", match[2] ?? match[3] ?? match[4] ?? ""]);
  }
  return Object.fromEntries(found);
}

function readTail(flow: string, at: number): Record<string, string> | undefined {
  const tail = flow.slice(at).trim();
  if (tail.startsWith("$")) return readParams(tail, new RegExp(DOLLAR_PARAM));
  return tail.endsWith(")") ? readParams(tail.slice(1, -1).trim(), new RegExp(CALL_PARAM)) : undefined;
}

/**
 * Parses `content safety check output $model=abc`, the same with quotes, `name(key=value)` and plain names. Anything
 * else stays part of the name, so that an unknown flow is reported as it was written.
 */
export function flowId(flow: string): FlowId {
  const at = flow.search(/[$(]/);
  const params = at === -1 ? {} : readTail(flow, at);
  const name = at === -1 || params === undefined ? flow : flow.slice(0, at);
  return { name: name.trim().replace(/\s+/g, " "), params: params ?? {} };
}

/** The canonical form: `name $key=value`. */
export function formatFlowId({ name, params }: FlowId): string {
  return [name, ...Object.entries(params).map(([key, value]) => `$${key}=${value}`)].join(" ");
}
