import type { EmitOfItem, OpenItem } from "./open-items.ts";
import type { OutputItem } from "./output-items.ts";

const ITEM = /^(mcp|program)(?:_\w+)?$|^(\w+?)_(?:call|output|call_output)$/;

/** A picture, which no rail reads. */
const PICTURE = "image_generation";

/**
 * The tool of the provider that an item belongs to: `shell` for `shell_call` and `shell_call_output`. Undefined for
 * other items.
 */
export const hostedTool = (type: string): string | undefined => {
  const [, provided, called] = ITEM.exec(type) ?? [];
  const tool = provided ?? called;
  return tool === PICTURE ? undefined : tool;
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
