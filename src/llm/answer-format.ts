import type { Upstream } from "../http/upstream-error.ts";
import type { JsonRecord } from "../json.ts";
import type { AnswerReader } from "../wire/answer-reader.ts";
import type { ItemNames } from "../wire/responses/item-names.ts";
import type { AnswerWire } from "../wire/wire.ts";

/** A format that answers of an upstream have: how it is told, read, and written. */
export interface AnswerFormat {
  readonly wire: AnswerWire;
  /** The end of the addresses that answer in it. */
  readonly path: RegExp;
  /** Whether one event, or a whole answer, is of this format. */
  readonly isEvent: (event: JsonRecord) => boolean;
  readonly isWhole: (json: JsonRecord) => boolean;
  /** Whether an error is one as this format has it, and no other. */
  readonly isError?: (json: JsonRecord) => boolean;
  readonly reader: (upstream: Upstream, names: ItemNames) => AnswerReader;
}
