import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OnnxGraph } from "./onnx-writer.ts";
import { END_OF_TEXT, tinyTokenizer } from "./tiny-tokenizer.ts";

const SENTENCES = [
  "Hello ! I am a tiny model . I can stream tokens one at a time . The quick brown fox jumps over the lazy dog .",
  " Streaming is fun when the tokens come slowly . My café serves naïve green tea 日本 😀 with some milk .",
];
/** The word after which the model ends its answer. */
const LAST_WORDS = " farewell friend";

/** The model's context length, for prompt and answer together. */
export const TINY_MODEL_LENGTH = 256;
const WIDTH = 32;
const HEADS = 2;
const HEAD_WIDTH = WIDTH / HEADS;

/** A linear congruential generator, so that weights are the same in every run. */
const weights = (): ((...dims: number[]) => Float32Array) => {
  let seed = 2463534242;
  const next = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  return (...dims) => Float32Array.from({ length: dims.reduce((size, dim) => size * dim, 1) }, next);
};

/** Bigrams of the sentences, which are added to the attention layer and make the answers readable. */
const bigrams = (size: number, texts: readonly (readonly number[])[]): Float32Array => {
  const table = new Float32Array(size * size);
  for (const ids of texts) ids.slice(1).forEach((id, i) => (table[(ids[i] ?? 0) * size + id] = 16));
  return table;
};

/** Causal self-attention over `hidden`, with cached keys and values before the new ones. */
const attention = (graph: OnnxGraph, hidden: string, random: ReturnType<typeof weights>): string => {
  const linear = (x: string): string => graph.op("MatMul", [x, graph.floats([WIDTH, WIDTH], random(WIDTH, WIDTH))]);
  const shape = graph.ints([0, 0, HEADS, HEAD_WIDTH]);
  const heads = (x: string): string =>
    graph.op("Transpose", [graph.op("Reshape", [linear(x), shape])], { perm: [0, 2, 1, 3] });
  const withPast = (kind: string): string =>
    graph.op("Concat", [`past_key_values.0.${kind}`, heads(hidden)], { axis: 2 }, `present.0.${kind}`);
  const query = heads(hidden);
  const keys = graph.op("Transpose", [withPast("key")], { perm: [0, 1, 3, 2] });
  const values = withPast("value");

  const sequence = graph.op("Gather", [graph.op("Shape", ["attention_mask"]), graph.ints(1)]);
  const columns = graph.op("Range", [graph.ints(0), sequence, graph.ints(1)]);
  const rows = graph.op("Unsqueeze", ["position_ids", graph.ints([-1])]);
  const mayLook = graph.op("Unsqueeze", [graph.op("LessOrEqual", [columns, rows]), graph.ints([1])]);
  const scores = graph.op("MatMul", [query, keys]);
  const masked = graph.op("Where", [mayLook, scores, graph.floats([1], Float32Array.of(-1e9))]);
  const mixed = graph.op("MatMul", [graph.op("Softmax", [masked], { axis: -1 }), values]);
  return graph.op("Reshape", [graph.op("Transpose", [mixed], { perm: [0, 2, 1, 3] }), graph.ints([0, 0, WIDTH])]);
};

const tinyOnnx = (size: number, table: Float32Array): Uint8Array => {
  const graph = new OnnxGraph();
  const random = weights();
  const past = ["batch", HEADS, "past", HEAD_WIDTH];
  const ids = graph.input("input_ids", ["batch", "sequence"], "int64");
  graph.input("attention_mask", ["batch", "total"], "int64");
  const positions = graph.input("position_ids", ["batch", "sequence"], "int64");
  for (const kind of ["key", "value"]) {
    graph.input(`past_key_values.0.${kind}`, past);
    graph.output(`present.0.${kind}`, ["batch", HEADS, "total", HEAD_WIDTH]);
  }
  const embed = (rows: number, index: string): string =>
    graph.op("Gather", [graph.floats([rows, WIDTH], random(rows, WIDTH)), index]);
  const hidden = graph.op("Add", [embed(size, ids), embed(TINY_MODEL_LENGTH, positions)]);
  const mixed = graph.op("Add", [hidden, attention(graph, hidden, random)]);
  const head = graph.op("MatMul", [mixed, graph.floats([WIDTH, size], random(WIDTH, size))]);
  graph.op("Add", [head, graph.op("Gather", [graph.floats([size, size], table), ids])], {}, "logits");
  graph.output("logits", ["batch", "sequence", size]);
  return graph.toBytes();
};

/**
 * Writes a GPT-2-shaped model (one attention layer with a key-value cache, some 700 kB) and its tokenizer, byte for
 * byte the same in every run.
 *
 * @param directory gets `config.json`, `tokenizer.json` and so on; a pipeline is loaded by its name and its parent.
 */
export const writeTinyModel = async (directory: string): Promise<void> => {
  const { vocab, merges, encode } = tinyTokenizer(SENTENCES.join("") + LAST_WORDS);
  const size = Object.keys(vocab).length;
  const table = bigrams(size, [encode(`${SENTENCES.join("")} I`), [...encode(LAST_WORDS), 0]]);

  const marks = { bos_token_id: 0, eos_token_id: 0 };
  const sizes = { vocab_size: size, n_positions: TINY_MODEL_LENGTH, n_embd: WIDTH, n_head: HEADS, n_layer: 1 };
  const added = {
    id: 0,
    content: END_OF_TEXT,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  };
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true };
  const bpe = { type: "BPE", dropout: null, unk_token: null, fuse_unk: false, vocab, merges };
  const files: Record<string, unknown> = {
    "config.json": { model_type: "gpt2", architectures: ["GPT2LMHeadModel"], ...sizes, ...marks },
    "generation_config.json": marks,
    "tokenizer_config.json": {
      tokenizer_class: "GPT2Tokenizer",
      bos_token: END_OF_TEXT,
      eos_token: END_OF_TEXT,
      unk_token: END_OF_TEXT,
      model_max_length: TINY_MODEL_LENGTH,
      chat_template: "{% for message in messages %}{{ message['content'] }}{% endfor %}",
    },
    "tokenizer.json": {
      version: "1.0",
      added_tokens: [added],
      normalizer: null,
      pre_tokenizer: { ...byteLevel, use_regex: true },
      post_processor: null,
      decoder: byteLevel,
      model: bpe,
    },
  };
  await mkdir(join(directory, "onnx"), { recursive: true });
  await writeFile(join(directory, "onnx", "model.onnx"), tinyOnnx(size, table));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), JSON.stringify(content));
};
