/** The entry of a transition that is not known. */
export const UNKNOWN = -1;

const CLASS_BITS = 12;
const MAX_STATE = 1 << (31 - CLASS_BITS);

/** Transitions by state and class, in a hash table with open addressing: about twelve bytes each. */
export class TransitionMap {
  #keys: Int32Array = new Int32Array(64).fill(UNKNOWN);
  #entries: Int32Array = new Int32Array(64);
  #size = 0;

  get bytes(): number {
    return 8 * this.#keys.length;
  }

  get(state: number, charClass: number): number {
    if (!fits(state, charClass)) return UNKNOWN;
    const keys = this.#keys;
    const key = (state << CLASS_BITS) | charClass;
    const mask = keys.length - 1;
    for (let slot = slotOf(key) & mask; ; slot = (slot + 1) & mask) {
      if (keys[slot] === key) return this.#entries[slot] as number;
      if (keys[slot] === UNKNOWN) return UNKNOWN;
    }
  }

  /** States or classes that do not fit into a key are not stored. */
  set(state: number, charClass: number, entry: number): void {
    if (!fits(state, charClass)) return;
    if (3 * this.#size > 2 * this.#keys.length) this.#grow();
    this.#put((state << CLASS_BITS) | charClass, entry);
    this.#size++;
  }

  #put(key: number, entry: number): void {
    const mask = this.#keys.length - 1;
    let slot = slotOf(key) & mask;
    while (this.#keys[slot] !== UNKNOWN) slot = (slot + 1) & mask;
    this.#keys[slot] = key;
    this.#entries[slot] = entry;
  }

  #grow(): void {
    const [keys, entries] = [this.#keys, this.#entries];
    this.#keys = new Int32Array(2 * keys.length).fill(UNKNOWN);
    this.#entries = new Int32Array(2 * keys.length);
    for (let slot = 0; slot < keys.length; slot++) {
      if (keys[slot] !== UNKNOWN) this.#put(keys[slot] as number, entries[slot] as number);
    }
  }
}

const slotOf = (key: number): number => {
  const mixed = Math.imul(key, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

const fits = (state: number, charClass: number): boolean => charClass >> CLASS_BITS === 0 && state < MAX_STATE;
