import type { ListedConfig, Recorded, TimedEvent } from "../server/play/play-events.ts";

export interface Edits {
  readonly patterns: readonly string[];
  readonly action: "mask" | "block";
}

export interface AnswerRequest {
  readonly config: string;
  readonly question: string;
  readonly edits?: Edits | undefined;
  readonly recording?: readonly Recorded[] | undefined;
}

/** A refused request, with the gateway's message. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const wantsKey = (error: unknown): boolean => error instanceof Refused && error.status === 401;

const address = (path: string): string => new URL(`play/${path}`, location.href.replace(/\/+(?=[?#]|$)/, "")).href;

const refusal = async (response: Response, key: string): Promise<Refused> => {
  if (response.status === 401) {
    return new Refused(401, key === "" ? "Enter a key of this gateway." : "This gateway does not know the key.");
  }
  const body: unknown = await response.json().catch(() => ({}));
  const { error } = body as { readonly error?: { readonly message?: unknown } };
  const message = typeof error?.message === "string" ? error.message : `The gateway answered ${response.status}`;
  return new Refused(response.status, message);
};

/** Says in words what the browser calls `Failed to fetch`. */
const reached = <T>(call: Promise<T>): Promise<T> =>
  call.catch((cause: unknown) => {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Error("The gateway cannot be reached: is it still running?", { cause });
  });

/** The API of the gateway. */
export class Client {
  key = "";

  async configs(): Promise<readonly ListedConfig[]> {
    const response = await reached(fetch(address("configs"), { headers: this.#headers() }));
    if (!response.ok) throw await refusal(response, this.key);
    return (await response.json()) as readonly ListedConfig[];
  }

  /** The events of an answer as they arrive. */
  async *answer(
    { config, question, edits, recording }: AnswerRequest,
    signal: AbortSignal,
  ): AsyncGenerator<TimedEvent> {
    const chat = { model: config, messages: [{ role: "user", content: question }] };
    const response = await reached(
      fetch(address("answers"), {
        method: "POST",
        headers: { ...this.#headers(), "content-type": "application/json" },
        body: JSON.stringify({ chat, edits, recording }),
        signal,
      }),
    );
    if (!response.ok || response.body === null) throw await refusal(response, this.key);
    yield* events(response.body);
  }

  #headers(): Readonly<Record<string, string>> {
    return this.key === "" ? {} : { authorization: `Bearer ${this.key}` };
  }
}

async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<TimedEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (let read = await reached(reader.read()); !read.done; read = await reached(reader.read())) {
      const lines = (rest + decoder.decode(read.value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as TimedEvent;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
