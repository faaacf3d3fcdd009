import type { AnswerWire } from "../wire/wire.ts";
import type { Handler } from "./gateway.ts";

/** An address of the gateway. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly handler: Handler;
  /** Whether it needs no key. */
  readonly open?: boolean;
  /** What its clients read. Default: that of the OpenAI API. */
  readonly wire?: AnswerWire;
}
