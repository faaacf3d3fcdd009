import { isRecord, parseJson } from "../../json.ts";
import type { EmitOfItem, OpenItem } from "./open-items.ts";
import type { OutputItem } from "./output-items.ts";

// Items of tools that the provider defines: it runs some of them itself (`web_search_call`), and the client runs others
// (`shell_call`). Inside, such an item is a call whose arguments are the whole item, so that rails read and rewrite every
// text in it.

const ITEM = /^(mcp|program)(?:_\w+)?$|^(\w+?)_(?:call|output|call_output)$/;

/** A picture, which no rail reads. */
const PICTURE = "image_generation";

/** The tool that an item belongs to: `shell` for `shell_call` and `shell_call_output`. Undefined for other items. */
export const hostedTool = (type: string): string | undefined => {
  const [, provided, called] = ITEM.exec(type) ?? [];
  const tool = provided ?? called;
  return tool === PICTURE ? undefined : tool;
};

/** The item that a call has as its arguments. Undefined if they are not complete. */
export const hostedItem = (json: string): OutputItem | undefined => {
  const item = parseJson(json);
  return isRecord(item) ? (item as unknown as OutputItem) : undefined;
};

/** An item of a provider's tool, which is sent whole. */
export class HostedItem implements OpenItem {
  readonly #item: OutputItem;

  constructor(item: OutputItem, emit: EmitOfItem) {
    this.#item = item;
    for (const event of ["added", "done"]) emit(`response.output_item.${event}`, { item });
  }

  item(): OutputItem {
    return this.#item;
  }

  close(): void {}
}
