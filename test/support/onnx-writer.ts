/** Writes the subset of the ONNX protobuf format for a small float model. Field numbers are those of onnx.proto. */

const FLOAT = 1;
const INT64 = 7;

type Dims = readonly (number | string)[];
type Attribute = number | readonly number[];

const concat = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

const varint = (value: number | bigint): Uint8Array => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
};

const int = (field: number, value: number): Uint8Array => concat([varint(field << 3), varint(value)]);

const float = (field: number, value: number): Uint8Array =>
  concat([varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)]);

const bytes = (field: number, content: Uint8Array): Uint8Array =>
  concat([varint((field << 3) | 2), varint(content.length), content]);

const text = (field: number, content: string): Uint8Array => bytes(field, new TextEncoder().encode(content));

const message = (field: number, ...parts: readonly Uint8Array[]): Uint8Array => bytes(field, concat(parts));

const attribute = (name: string, value: Attribute): Uint8Array => {
  if (typeof value !== "number") return concat([text(1, name), ...value.map((entry) => int(8, entry)), int(20, 7)]);
  return Number.isInteger(value)
    ? concat([text(1, name), int(3, value), int(20, 2)])
    : concat([text(1, name), float(2, value), int(20, 1)]);
};

const valueInfo = (name: string, type: number, dims: Dims): Uint8Array => {
  const shape = dims.map((dim) => message(1, typeof dim === "string" ? text(2, dim) : int(1, dim)));
  return concat([text(1, name), message(2, message(1, int(1, type), message(2, ...shape)))]);
};

/** Collects nodes and constants in execution order. Values are identified by name. */
export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #constants: Uint8Array[] = [];
  readonly #ports: Uint8Array[] = [];
  #named = 0;

  input(name: string, dims: Dims, type: "float" | "int64" = "float"): string {
    this.#ports.push(bytes(11, valueInfo(name, type === "float" ? FLOAT : INT64, dims)));
    return name;
  }

  output(name: string, dims: Dims): void {
    this.#ports.push(bytes(12, valueInfo(name, FLOAT, dims)));
  }

  floats(dims: readonly number[], values: Float32Array): string {
    return this.#constant(dims, FLOAT, new Uint8Array(values.buffer));
  }

  /** A vector of integers, or a scalar (rank 0) for one number. */
  ints(values: number | readonly number[]): string {
    const list = typeof values === "number" ? [values] : values;
    const raw = new Uint8Array(BigInt64Array.from(list.map(BigInt)).buffer);
    return this.#constant(typeof values === "number" ? [] : [list.length], INT64, raw);
  }

  op(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output = this.#name(),
  ): string {
    const encoded = Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value)));
    this.#nodes.push(message(1, ...inputs.map((name) => text(1, name)), text(2, output), text(4, type), ...encoded));
    return output;
  }

  /** @returns a model file: IR version 8, operator set 18. */
  toBytes(): Uint8Array {
    const graph = message(7, ...this.#nodes, text(2, "tiny"), ...this.#constants, ...this.#ports);
    return concat([int(1, 8), text(2, "edgerails-tests"), graph, message(8, text(1, ""), int(2, 18))]);
  }

  #constant(dims: readonly number[], type: number, raw: Uint8Array): string {
    const name = this.#name();
    this.#constants.push(message(5, ...dims.map((dim) => int(1, dim)), int(2, type), text(8, name), bytes(9, raw)));
    return name;
  }

  #name(): string {
    return `v${this.#named++}`;
  }
}
