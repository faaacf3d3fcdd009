import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Step, TortureCase } from "./torture-case.ts";

/** How long ordinary text may take to reach the client before it counts as held back. */
const STALL_MS = 3_000;
const POLL_MS = 5;
/** Repetitions of an endless answer: enough to notice whether it is stopped. */
const MAX_TURNS = 4_000;

/** What the provider observed of a case. */
export interface Played {
  /** Whether a text did not reach the client while nothing followed it. */
  stalled: boolean;
  /** Whether the connection was closed before everything was sent. */
  stopped: boolean;
  readonly over: Promise<void>;
}

interface Playing {
  readonly one: TortureCase;
  /** What the client has read so far. */
  readonly seen: () => string;
  readonly played: Played;
  readonly end: () => void;
}

/**
 * A provider that plays cases, one at a time.
 *
 * @example
 * const provider = new TortureProvider();
 * const url = await provider.listen(0);
 * // … point a guard at it, then tortureUrl({ url: …, provider })
 * await provider.close();
 */
export class TortureProvider {
  readonly #server: Server;
  #playing: Playing | undefined;

  constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      request.on("end", () => void this.#answer(response));
    });
  }

  /** Listens on 127.0.0.1; 0 takes any free port. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Answers the next request with this case. */
  play(one: TortureCase, seen: () => string): Played {
    let end = (): void => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    const played: Played = { stalled: false, stopped: false, over };
    this.#playing = { one, seen, played, end };
    return played;
  }

  async #answer(response: ServerResponse): Promise<void> {
    const playing = this.#playing;
    if (playing === undefined) return void response.writeHead(404).end();
    const { one, played, end } = playing;
    let isOver = false;
    response.on("close", () => {
      played.stopped = !isOver;
      end();
    });
    const type = one.stream === false ? "application/json" : "text/event-stream";
    response.writeHead(200, { "content-type": one.contentType ?? type });
    for (const step of one.steps) {
      if (response.destroyed) return;
      await perform(step, response, playing);
    }
    isOver = true;
    if (!response.destroyed) response.end();
  }
}

const write = (response: ServerResponse, data: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (response.destroyed || response.write(data)) resolve();
    else response.once("drain", resolve).once("close", resolve);
  });

const untilSeen = async (text: string, { seen, played }: Playing, response: ServerResponse): Promise<void> => {
  for (let waited = 0; !seen().includes(text); waited += POLL_MS) {
    if (response.destroyed) return;
    if (waited > STALL_MS) {
      played.stalled = true;
      return;
    }
    await wait(POLL_MS);
  }
};

const perform = async (step: Step, response: ServerResponse, playing: Playing): Promise<void> => {
  if ("send" in step) {
    await write(response, step.send);
    // Sends each write as its own packet, like a provider that streams word by word.
    await wait(0);
  } else if ("untilSeen" in step) {
    if (!playing.played.stalled) await untilSeen(step.untilSeen, playing, response);
  } else if ("drop" in step) {
    response.destroy();
  } else {
    for (let turn = 0; turn < MAX_TURNS && !response.destroyed; turn += 1) {
      await write(response, step.endless(turn));
      await wait(1);
    }
  }
};
