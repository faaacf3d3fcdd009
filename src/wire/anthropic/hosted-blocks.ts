import { type JsonRecord, parseJson, textOf } from "../../json.ts";

const RESULT = /^(\w+?)_tool_result$/;

/**
 * The tool of the provider that a block belongs to: the name in its call (`server_tool_use`), and `web_search` for
 * `web_search_tool_result`. Undefined for other blocks.
 */
const hostedTool = ({ type, name }: JsonRecord): string | undefined => {
  if (type === "server_tool_use" || type === "mcp_tool_use") return textOf(name);
  return type === "container_upload" ? "container" : RESULT.exec(textOf(type))?.[1];
};

/** The most characters of the input of a call. */
const MAX_INPUT = 1_048_576;

/** A block of a provider's tool that is arriving. */
export class HostedBlock {
  readonly tool: string;
  readonly #block: JsonRecord;
  #input = "";

  private constructor(tool: string, block: JsonRecord) {
    this.tool = tool;
    this.#block = block;
  }

  /** Undefined for other blocks. */
  static of(block: JsonRecord): HostedBlock | undefined {
    const tool = hostedTool(block);
    return tool === undefined || tool === "" ? undefined : new HostedBlock(tool, block);
  }

  /** Adds a piece of the input. */
  add(json: string): void {
    if (this.#input.length <= MAX_INPUT) this.#input += json;
  }

  /** The whole block. Undefined if its input is too long, or is not JSON. */
  get whole(): JsonRecord | undefined {
    if (this.#input === "") return this.#block;
    const input = this.#input.length > MAX_INPUT ? undefined : parseJson(this.#input);
    return input === undefined ? undefined : { ...this.#block, input };
  }
}
