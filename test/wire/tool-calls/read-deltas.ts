import { expect } from "vitest";
import { ToolCallReader } from "../../../src/wire/tool-calls/tool-call-reader.ts";

interface Call {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
}

/** The calls that a client assembles from pieces, each in its own delta. */
export const readAll = (pieces: readonly unknown[]): readonly Call[] => readDeltas(pieces.map((one) => [one]));

export const readDeltas = (deltas: readonly (readonly unknown[])[]): readonly Call[] => {
  const reader = new ToolCallReader();
  const calls = new Map<number, Call>();
  for (const delta of [...deltas.flatMap((pieces) => reader.read(pieces, 0)), ...reader.rest(0, "tool_calls")]) {
    const call = calls.get(delta.index);
    // Only the first delta of a call has a name and an id.
    expect([delta.name !== undefined, delta.index]).toEqual([
      call === undefined,
      call === undefined ? calls.size : delta.index,
    ]);
    calls.set(delta.index, {
      id: call?.id ?? delta.id,
      name: call?.name ?? delta.name,
      text: (call?.text ?? "") + delta.text,
    });
  }
  return [...calls.values()];
};

export const piece = (
  text: unknown,
  { name, ...rest }: { readonly index?: number; readonly id?: string; readonly name?: string } = {},
): object => ({ ...rest, function: { arguments: text, ...(name === undefined ? {} : { name }) } });

/** The text in deltas of at most three characters. The first one names the call. */
export const cut = (text: string, cuts: readonly number[]): readonly string[] => {
  const edges = [0, ...cuts.map((at) => at % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return edges.slice(1).map((end, at) => text.slice(edges[at], end));
};
