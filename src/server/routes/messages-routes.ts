import { messagesWire } from "../../wire/anthropic/messages-wire.ts";
import { checkVersion, translateMessages } from "../reading/messages/messages-request.ts";
import type { Route } from "../route.ts";
import { unsupported } from "../unsupported.ts";
import { wireRoutes } from "./wire-routes.ts";

/** `POST /v1/messages`: Anthropic's Messages API. */
export const messagesRoutes: readonly Route[] = [
  ...wireRoutes("/v1/messages", messagesWire, (body, headers) => {
    checkVersion(headers);
    return translateMessages(body);
  }),
  { method: "ALL", path: "/v1/messages/*", handler: unsupported, wire: messagesWire },
];
