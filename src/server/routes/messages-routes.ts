import { messagesWire } from "../../wire/anthropic/messages-wire.ts";
import { answers } from "../answers.ts";
import { notFound } from "../elsewhere.ts";
import { checkVersion, translateMessages } from "../reading/messages-request.ts";
import { readTranslated } from "../reading/translated.ts";
import type { Route } from "../route.ts";

const messages = answers(messagesWire, (gateway, body, headers) => {
  checkVersion(headers);
  return readTranslated(translateMessages(body), gateway.readChat);
});

/** `POST /v1/messages`, as Anthropic has it. */
export const messagesRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/messages", handler: messages, wire: messagesWire },
  { method: "ALL", path: "/v1/messages/*", handler: notFound, wire: messagesWire },
];
