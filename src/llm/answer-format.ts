import type { Upstream } from "../http/upstream-error.ts";
import type { JsonRecord } from "../json.ts";
import type { AnswerReader } from "../wire/answer-reader.ts";
import type { ItemNames } from "../wire/responses/item-names.ts";
import type { AnswerWire } from "../wire/wire.ts";

/** A format of an upstream's answers: how it is recognized, read, and written. */
export interface AnswerFormat {
  readonly wire: AnswerWire;
  /** The end of URLs that answer in it. */
  readonly path: RegExp;
  /** Whether one event, or a complete answer, has this format. */
  readonly isEvent: (event: JsonRecord) => boolean;
  readonly isWhole: (json: JsonRecord) => boolean;
  /** Whether an error has the shape of this format and of no other. */
  readonly isError?: (json: JsonRecord) => boolean;
  readonly reader: (upstream: Upstream, names: ItemNames) => AnswerReader;
}
