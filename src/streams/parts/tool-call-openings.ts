import type { StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { Stage, StageOutput } from "../stage.ts";
import { isCallId } from "./metadata-shapes.ts";
import { Tracks } from "./tracks.ts";

interface Opening {
  id: string | undefined;
  name: string | undefined;
}

/**
 * Ensures that a tool call has one id and one name, the first of each. Clients would concatenate pieces that rails read
 * one by one. An id with unexpected characters is replaced.
 */
export class ToolCallOpenings implements Stage<StreamPart, StreamPart> {
  readonly name = "tool-call-openings";
  readonly #custom: ReadonlySet<string>;
  readonly #openings = new Tracks<Opening>(() => ({ id: undefined, name: undefined }));

  /** @param custom - names of custom tools, whose calls are marked. */
  constructor(custom: ReadonlySet<string> = new Set()) {
    this.#custom = custom;
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    /** Keeps the id and the name of a delta only if it is the first of its call to have one. */
    output.enqueue(part.type === "tool-call-delta" ? this.normal(part) : part);
  }

  /** The delta, with id and name only if it is the first of its call to have one. */
  normal(part: ToolCallDelta): ToolCallDelta {
    const { id, name, ...rest } = part;
    if (id === undefined && name === undefined) return part;
    const opening = this.#openings.of(part);
    const newId = opening.id === undefined && id !== undefined && id !== "" ? safeId(part, id) : undefined;
    const newName = opening.name === undefined && name !== "" ? name : undefined;
    opening.id ??= newId;
    opening.name ??= newName;
    return {
      ...rest,
      ...(newId === undefined ? {} : { id: newId }),
      ...(newName === undefined ? {} : { name: newName }),
      ...(newName !== undefined && this.#custom.has(newName) ? { custom: true } : {}),
    };
  }
}

const safeId = ({ choice, index }: ToolCallDelta, id: string): string =>
  isCallId(id) ? id : `call_${choice}_${index}`;

/**
 * Ensures that each tool call has one id and one name, in its first delta, even if a provider repeats or splits them.
 *
 * @param custom - names of custom tools, whose calls are marked. Default: none.
 *
 * @example
 * const tidy = pipeline(parts, [toolCallOpenings()]);
 */
export const toolCallOpenings = (custom?: ReadonlySet<string>): Stage<StreamPart, StreamPart> =>
  new ToolCallOpenings(custom);
