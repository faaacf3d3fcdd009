import type { AnswerWire } from "../wire/wire.ts";
import type { Handler } from "./gateway.ts";

/** A route of the gateway. */
export interface Route {
  /** `ALL` matches every method that no other route of the path has. */
  readonly method: "GET" | "POST" | "ALL";
  readonly path: string;
  readonly handler: Handler;
  /** Whether it needs no API key. Default false. */
  readonly open?: boolean;
  /** Whether `GET /` lists it. Default: yes, unless its method is `ALL`. */
  readonly listed?: boolean;
  /** The format of its answers and errors. Default: that of chat completions. */
  readonly wire?: AnswerWire;
}
