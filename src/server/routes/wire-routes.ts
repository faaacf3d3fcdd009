import type { JsonRecord } from "../../json.ts";
import type { AnswerWire } from "../../wire/wire.ts";
import type { Access } from "../access.ts";
import { answerHandler } from "../answers.ts";
import type { Gateway } from "../gateway.ts";
import { readTranslated, type Translated } from "../reading/translated.ts";
import type { Route } from "../route.ts";

/**
 * A `POST` route whose answers have the format of a wire.
 *
 * @param translate - translates a request of the format to the body of a chat completion. Default: the request is one.
 *
 * @example
 * createApp({ configs }, wireRoutes("/v1/text", textWire))
 */
export const wireRoutes = (
  path: string,
  wire: AnswerWire,
  translate?: (
    body: JsonRecord,
    headers: Headers,
    gateway: Gateway,
    access: Access,
  ) => Translated | Promise<Translated>,
): readonly Route[] => {
  const handler = answerHandler(wire, async (gateway, body, headers, access) =>
    translate === undefined
      ? gateway.readChat(body)
      : readTranslated(await translate(body, headers, gateway, access), gateway.readChat),
  );
  return [{ method: "POST", path, handler, wire }];
};
