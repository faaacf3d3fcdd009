import { responsesWire } from "../../wire/responses/responses-wire.ts";
import { StoredItems } from "../items/stored-items.ts";
import { translateResponses } from "../reading/responses/responses-request.ts";
import type { Route } from "../route.ts";
import { wireRoutes } from "./wire-routes.ts";

/** `POST /v1/responses`: OpenAI's Responses API. */
export const responsesRoutes: readonly Route[] = wireRoutes(
  "/v1/responses",
  responsesWire,
  async (body, _headers, { items: store, limits, clock }, { owner = "" }) => {
    if (store === undefined) return translateResponses(body);
    const kept = new StoredItems({ store, owner, limits, clock });
    const translated = translateResponses(body, await kept.load(body["input"]));
    const { beside } = translated;
    const echo = { ...beside?.frame?.echo, store: true };
    return body["store"] === false
      ? translated
      : { ...translated, beside: { ...beside, frame: { ...beside?.frame, echo }, keep: (items) => kept.save(items) } };
  },
);
