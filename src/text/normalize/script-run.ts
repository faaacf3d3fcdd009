/** A letter that may stand for itself or for the Latin letter that it looks like. */
export interface Spelling {
  readonly text: string;
  readonly like?: string;
  readonly weak?: boolean;
  readonly start: number;
  readonly end: number;
}

/** The last script that was certain. */
export type Script = "none" | "latin" | "other";

/** Letters that wait for a neighbour that decides. */
const MAX_WAITING = 32;

/**
 * Decides whether letters that look like Latin ones are Latin, by the letters around them. In a run of letters the
 * nearest letter of a certain script decides, and Latin takes precedence: `pаsswоrd` with Cyrillic а and о is Latin,
 * and so is `жраssword` from its р on. A run of only look-alikes follows the text before it: Latin after Latin and at
 * the start, otherwise itself; and itself if a letter only looks like a small capital, as in `карта`.
 */
export class ScriptRun {
  readonly #put: (spelling: Spelling) => void;
  #waiting: Spelling[] = [];
  #run: Script = "none";
  #text: Script = "none";

  /** @param put - takes the letters in order, each with the text that stands for it. */
  constructor(put: (spelling: Spelling) => void) {
    this.#put = put;
  }

  /** The last certain script. Can be set for text that was read elsewhere. */
  get script(): Script {
    return this.#text;
  }

  set script(script: Script) {
    this.#text = script;
  }

  /** Offset of the first undecided letter. */
  get start(): number | undefined {
    return this.#waiting[0]?.start;
  }

  /** A letter of Latin script follows. */
  latin(): void {
    this.#decide("latin");
    this.#run = "latin";
    this.#text = "latin";
  }

  /** A letter of another script follows, which looks like no Latin one. */
  other(): void {
    this.#decide("other");
    this.#run = "other";
    this.#text = "other";
  }

  /** Takes a letter that looks like a Latin one. */
  lookalike(spelling: Spelling): void {
    if (this.#run === "latin") {
      this.#put(asLatin(spelling));
      return;
    }
    this.#waiting.push(spelling);
    if (this.#waiting.length >= MAX_WAITING) this.#decideAlone();
  }

  /** The run of letters ends. */
  end(): void {
    if (this.#waiting.length > 0) this.#decideAlone();
    this.#run = "none";
  }

  /** No neighbour decides, so the text before does. */
  #decideAlone(): void {
    const isForeign = this.#run === "other" || this.#text === "other" || this.#waiting.some(({ weak }) => weak);
    if (isForeign) this.#text = "other";
    this.#decide(isForeign ? "other" : "latin");
  }

  #decide(script: "latin" | "other"): void {
    if (this.#waiting.length === 0) return;
    for (const spelling of this.#waiting) this.#put(script === "latin" ? asLatin(spelling) : spelling);
    this.#waiting = [];
  }
}

const asLatin = ({ text, like = text, start, end }: Spelling): Spelling => ({ text: like, start, end });
