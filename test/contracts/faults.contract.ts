import { describe, expect, it } from "vitest";
import { EARLY, LATE, ODD } from "../support/fault-rows.ts";
import { TEXT } from "../support/fault-text.ts";

/** A streamed answer as a client reads it. */
interface Reading {
  readonly text: string;
  /** The codes of all errors. */
  readonly codes: readonly string[];
  /** Whether it ends like a complete answer. */
  readonly complete: boolean;
  /** Whether it ends like a failed answer of the format. */
  readonly broken: boolean;
}

interface Event {
  readonly type?: string;
  readonly delta?: string | { readonly text?: string };
  readonly error?: { readonly code?: string };
  readonly choices?: readonly {
    readonly delta: { readonly content?: string };
    readonly finish_reason: string | null;
  }[];
}

/** An API format of clients. */
export interface ClientFormat {
  readonly path: string;
  readonly body: (stream: boolean) => object;
  /** The type of an error with this status in the format. Default: OpenAI's type. */
  readonly errorType: (status: number, type: string) => string;
  readonly read: (events: readonly Event[], last: string) => Omit<Reading, "codes">;
}

const MESSAGES = [{ role: "user", content: "hi" }];

const ANTHROPIC: ReadonlyMap<number, string> = new Map([
  [400, "invalid_request_error"],
  [429, "rate_limit_error"],
  [504, "timeout_error"],
]);

const joined = (texts: readonly (string | undefined)[]): string => texts.join("");

export const FORMATS: readonly ClientFormat[] = [
  {
    path: "/v1/chat/completions",
    body: (stream) => ({ messages: MESSAGES, stream }),
    errorType: (_status, type) => type,
    read: (events, last) => ({
      text: joined(events.map(({ choices }) => choices?.[0]?.delta.content)),
      complete: events.some(({ choices }) => choices?.[0]?.finish_reason === "stop") && last === "[DONE]",
      broken: events.at(-1)?.error !== undefined && last === "[DONE]",
    }),
  },
  {
    path: "/v1/responses",
    body: (stream) => ({ input: "hi", stream }),
    errorType: (_status, type) => type,
    read: (events) => ({
      text: joined(
        events.map(({ type, delta }) =>
          typeof delta === "string" && type === "response.output_text.delta" ? delta : "",
        ),
      ),
      complete: events.at(-1)?.type === "response.completed",
      broken:
        events
          .slice(-2)
          .map(({ type }) => type)
          .join() === "error,response.failed",
    }),
  },
  {
    path: "/v1/messages",
    body: (stream) => ({ max_tokens: 100, messages: MESSAGES, stream }),
    errorType: (status) => ANTHROPIC.get(status) ?? "api_error",
    read: (events) => ({
      text: joined(events.map(({ delta }) => (typeof delta === "object" ? delta.text : ""))),
      complete: events.at(-1)?.type === "message_stop",
      broken: events.at(-1)?.type === "error",
    }),
  },
];

const readStream = (format: ClientFormat, text: string): Reading => {
  const data = [...text.matchAll(/^data: (.*)$/gm)].map(([, one = ""]) => one);
  const events = data.filter((one) => one !== "[DONE]").map((one) => JSON.parse(one) as Event);
  const codes = events.flatMap(({ error }) => (error?.code === undefined ? [] : [error.code]));
  return { ...format.read(events, data.at(-1) ?? ""), codes };
};

/** Sends a request to a gateway whose provider has a fault. */
export type Ask = (fault: string, path: string, body: object) => Promise<Response>;

/** The contract of a gateway's format on faults of a provider. */
export const faultContract = (format: ClientFormat, ask: Ask): void => {
  const send = (fault: string, stream: boolean): Promise<Response> => ask(fault, format.path, format.body(stream));

  describe(`${format.path} before a provider`, () => {
    it.each(EARLY)("that fails by %s immediately responds with %i", async (fault, status, type, code) => {
      for (const stream of [true, false]) {
        const response = await send(fault, stream);
        const json = (await response.json()) as { readonly error?: object };
        expect([response.status, json.error]).toMatchObject([status, { code, type: format.errorType(status, type) }]);
      }
    });

    it.each(LATE)("that fails by %s later ends with an error", async (fault, _type, code, said) => {
      const response = await send(fault, true);
      expect(response.status).toBe(200);
      expect(readStream(format, await response.text())).toEqual({
        text: said,
        codes: [code],
        complete: false,
        broken: true,
      });
      const whole = await send(fault, false);
      await whole.text();
      expect(whole.status).toBeGreaterThanOrEqual(502);
    });

    it.each(ODD)("that behaves unusually by %s reads its answer to the end", async (fault) => {
      const text = await (await send(fault, true)).text();
      expect(readStream(format, text)).toEqual({ text: TEXT, codes: [], complete: true, broken: false });
      const whole = await send(fault, false);
      expect([whole.status, JSON.stringify(await whole.json())]).toEqual([
        200,
        expect.stringContaining(JSON.stringify(TEXT)) as unknown,
      ]);
    });
  });
};
