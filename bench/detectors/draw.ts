/** A seeded generator of numbers from 0 to 1 (mulberry32). */
const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

type Draw = (random: () => number) => string;

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)] as T;

/** Maximum number of repetitions above the minimum. */
const MAX_MORE = 40;

/** Generates random texts that match a pattern, for the part of the dialect that token formats use. */
class PatternReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  either(): Draw {
    const branches = [this.#concat()];
    while (this.#accept("|")) branches.push(this.#concat());
    return (random) => pick(branches, random)(random);
  }

  #concat(): Draw {
    const items: Draw[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at] ?? "")) items.push(this.#repeated());
    return (random) => items.map((item) => item(random)).join("");
  }

  #repeated(): Draw {
    const item = this.#atom();
    const [min, max] = this.#counts();
    return (random) => {
      const count = min + Math.floor(random() * (Math.min(max, min + MAX_MORE) - min + 1));
      return Array.from({ length: count }, () => item(random)).join("");
    };
  }

  #counts(): readonly [number, number] {
    if (this.#accept("?")) return [0, 1];
    if (this.#accept("*")) return [0, MAX_MORE];
    if (this.#accept("+")) return [1, MAX_MORE];
    const counts = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#source.slice(this.#at));
    if (counts === null) return [1, 1];
    this.#at += counts[0].length;
    const min = Number(counts[1]);
    return [min, counts[2] === undefined ? min : Number(counts[3] || min + MAX_MORE)];
  }

  #atom(): Draw {
    if (this.#accept("(?:")) {
      const inner = this.either();
      this.#accept(")");
      return inner;
    }
    if (this.#accept("[")) {
      const chars = this.#class();
      return (random) => pick(chars, random);
    }
    const chars = this.#char();
    return (random) => pick(chars, random);
  }

  #class(): readonly string[] {
    const chars: string[] = [];
    while (!this.#accept("]")) {
      const from = this.#char();
      if (from.length === 1 && this.#source[this.#at] === "-" && this.#source[this.#at + 1] !== "]") {
        this.#at++;
        const to = this.#char();
        const [low, high] = [from[0]?.charCodeAt(0) ?? 0, to[0]?.charCodeAt(0) ?? 0];
        for (let code = low; code <= high; code++) chars.push(String.fromCharCode(code));
      } else chars.push(...from);
    }
    return chars;
  }

  #char(): readonly string[] {
    if (this.#accept("\\d")) return "0123456789".split("");
    this.#accept("\\");
    return [this.#source[this.#at++] ?? ""];
  }

  #accept(text: string): boolean {
    const isThere = this.#source.startsWith(text, this.#at);
    if (isThere) this.#at += text.length;
    return isThere;
  }
}

/** Random texts that match a token format. */
export const drawn = (pattern: string, count: number, seed: number): readonly string[] => {
  const draw = new PatternReader(pattern).either();
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => draw(random));
};
