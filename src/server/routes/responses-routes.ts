import { responsesWire } from "../../wire/responses/responses-wire.ts";
import { answers } from "../answers.ts";
import { translateResponses } from "../reading/responses-request.ts";
import { readTranslated } from "../reading/translated.ts";
import type { Route } from "../route.ts";

const responses = answers(responsesWire, (gateway, body) => readTranslated(translateResponses(body), gateway.readChat));

/** `POST /v1/responses`, as OpenAI has it. */
export const responsesRoutes: readonly Route[] = [
  { method: "POST", path: "/v1/responses", handler: responses, wire: responsesWire },
];
