import type { ServerResponse } from "node:http";
import { type BodySink, type BodySource, takeBodySource } from "../streams/body-source.ts";

const clientLeft = (): Error => new Error("The client closed the connection");

/** A connection that pulls from a body's source whenever it has room. */
class Connection implements BodySink {
  readonly #outgoing: ServerResponse;
  readonly #source: BodySource;
  #begun = false;

  constructor(outgoing: ServerResponse, source: BodySource) {
    this.#outgoing = outgoing;
    this.#source = source;
    source.start(this);
    outgoing.on("close", () => {
      if (!outgoing.writableEnded) source.cancel(clientLeft()).catch(() => {});
    });
  }

  get desiredSize(): number {
    return this.#outgoing.writableNeedDrain ? -1 : 0;
  }

  write(text: string): void {
    this.#outgoing.write(text);
  }

  close(): void {
    this.#outgoing.end();
  }

  error(reason: unknown): void {
    this.#outgoing.destroy(reason instanceof Error ? reason : undefined);
  }

  /** Pulls the next text. */
  readonly ask = (): void => void this.#source.pull().then(this.#goOn, (reason: unknown) => this.error(reason));

  readonly #goOn = (): void => {
    const { writableEnded, destroyed, writableNeedDrain } = this.#outgoing;
    if (writableEnded || destroyed) return;
    if (!this.#begun) this.#begin();
    if (writableNeedDrain) this.#outgoing.once("drain", this.ask);
    else this.ask();
  };

  /** Node would keep the first write until all available text of the answer is processed: 0.3 ms of the first token. */
  #begin(): void {
    this.#begun = true;
    this.#outgoing.socket?.uncork();
  }
}

/**
 * Sends a response whose body is one of our answers without reading its stream, which saves two promises and a queue
 * per token. Returns false for any other body, with nothing sent.
 */
export const sendDirectly = ({ status, headers, body }: Response, outgoing: ServerResponse): boolean => {
  const source = body === null ? undefined : takeBodySource(body);
  if (source === undefined) return false;
  if (outgoing.destroyed) {
    source.cancel(clientLeft()).catch(() => {});
    return true;
  }
  outgoing.writeHead(status, [...headers].flat());
  new Connection(outgoing, source).ask();
  return true;
};
