import { responsesWire } from "../../wire/responses/responses-wire.ts";
import { translateResponses } from "../reading/responses-request.ts";
import type { Route } from "../route.ts";
import { wireRoutes } from "./wire-routes.ts";

/** `POST /v1/responses`, as OpenAI has it. */
export const responsesRoutes: readonly Route[] = wireRoutes("/v1/responses", responsesWire, translateResponses);
