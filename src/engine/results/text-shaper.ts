import { AffixTrimmer } from "../../text/affix-trimmer.ts";
import { StopScanner } from "../../text/stop-scanner.ts";

export interface TextShape {
  readonly prefix?: string;
  readonly suffix?: string;
  readonly stop?: readonly string[];
}

/** Removes the prefix, cuts at a stop sequence, and removes the suffix of the rest. */
export class TextShaper {
  readonly #prefix: AffixTrimmer;
  readonly #stop: StopScanner;
  readonly #suffix: AffixTrimmer;

  constructor({ prefix, suffix, stop = [] }: TextShape) {
    this.#prefix = new AffixTrimmer({ prefix });
    this.#stop = new StopScanner(stop);
    this.#suffix = new AffixTrimmer({ suffix });
  }

  get stopped(): boolean {
    return this.#stop.stoppedBy !== undefined;
  }

  feed(chunk: string): string {
    const text = this.#suffix.feed(this.#stop.feed(this.#prefix.feed(chunk)));
    return this.stopped ? text + this.#suffix.end() : text;
  }

  end(): string {
    const rest = this.#stop.feed(this.#prefix.end()) + this.#stop.end();
    return this.#suffix.feed(rest) + this.#suffix.end();
  }
}
