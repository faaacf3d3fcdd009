import type { AnswerWire } from "../wire/wire.ts";
import type { Handler } from "./gateway.ts";

/** An address of the gateway. */
export interface Route {
  /** With `ALL` it takes every method that no other route of its path takes. */
  readonly method: "GET" | "POST" | "ALL";
  readonly path: string;
  readonly handler: Handler;
  /** Whether it needs no key. */
  readonly open?: boolean;
  /** Whether `GET /` tells of it. Default: yes, unless it takes every method. */
  readonly told?: boolean;
  /** What its clients read. Default: that of the OpenAI API. */
  readonly wire?: AnswerWire;
}
