const ROUNDS = 24;
const RATE = 136;
const MASK = (1n << 64n) - 1n;

/** The round constants, from the linear feedback shift register of the specification. */
const CONSTANTS: readonly bigint[] = (() => {
  let register = 1;
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if ((register & 1) === 1) constant ^= 1n << BigInt((1 << j) - 1);
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
    return constant;
  });
})();

const rotated = (lane: bigint, by: number): bigint =>
  by === 0 ? lane : ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK;

const mixColumns = (lanes: bigint[]): void => {
  const columns = [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ (lanes[x + y] ?? 0n), 0n));
  for (let i = 0; i < 25; i++) {
    const spread = (columns[(i + 4) % 5] ?? 0n) ^ rotated(columns[(i + 1) % 5] ?? 0n, 1);
    lanes[i] = (lanes[i] ?? 0n) ^ spread;
  }
};

const moved = (lanes: readonly bigint[]): bigint[] => {
  const result = lanes.slice();
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    const lane = lanes[x + 5 * y] ?? 0n;
    [x, y] = [y, (2 * x + 3 * y) % 5];
    result[x + 5 * y] = rotated(lane, (((t + 1) * (t + 2)) / 2) % 64);
  }
  return result;
};

const permute = (lanes: bigint[]): void => {
  for (let round = 0; round < ROUNDS; round++) {
    mixColumns(lanes);
    const from = moved(lanes);
    for (let i = 0; i < 25; i++) {
      const row = i - (i % 5);
      const [next = 0n, afterNext = 0n] = [from[row + ((i + 1) % 5)], from[row + ((i + 2) % 5)]];
      lanes[i] = (from[i] ?? 0n) ^ (~next & MASK & afterNext);
    }
    lanes[0] = (lanes[0] ?? 0n) ^ (CONSTANTS[round] ?? 0n);
  }
};

/** Keccak-256 of less than one block (136 bytes), with the padding that Ethereum uses instead of SHA-3's. */
export const keccak256 = (bytes: Uint8Array): Uint8Array => {
  const block = new Uint8Array(RATE);
  block.set(bytes);
  block[bytes.length] = 1;
  block[RATE - 1] = (block[RATE - 1] ?? 0) | 0x80;
  const view = new DataView(block.buffer);
  const lanes = Array.from({ length: 25 }, (_, i) => (i * 8 < RATE ? view.getBigUint64(i * 8, true) : 0n));
  permute(lanes);
  const digest = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 4; i++) digest.setBigUint64(i * 8, lanes[i] ?? 0n, true);
  return new Uint8Array(digest.buffer);
};
