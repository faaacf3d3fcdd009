import type { AnswerWire } from "../wire/wire.ts";
import type { Handler } from "./gateway.ts";

/** An address of the gateway. */
export interface Route {
  /** With `ALL` it takes every method, and `GET /` does not tell of it. */
  readonly method: "GET" | "POST" | "ALL";
  readonly path: string;
  readonly handler: Handler;
  /** Whether it needs no key. */
  readonly open?: boolean;
  /** What its clients read. Default: that of the OpenAI API. */
  readonly wire?: AnswerWire;
}
