import type { ScriptInput } from "../../src/llm/scripted/script.ts";
import { createApp } from "../../src/server/app.ts";
import { type Listening, listen, scripted } from "../server/gateway.ts";

/** A provider with the APIs of OpenAI and Anthropic, which records requests. */
export interface Provider extends Listening {
  readonly bodies: Record<string, unknown>[];
  /** For every request, whether its client disconnected before the end of the answer. */
  readonly left: boolean[];
}

/** Our gateway without rails, on a local socket. `answer` may override it. */
export const startProvider = async (
  script: ScriptInput,
  answer: (request: Request) => Response | undefined = () => undefined,
): Promise<Provider> => {
  const app = createApp({ configs: { main: scripted(script) }, anyModel: true, passFields: ["store", "service_tier"] });
  const bodies: Record<string, unknown>[] = [];
  const left: boolean[] = [];
  const listening = await listen(async (request) => {
    const own = answer(request);
    if (own !== undefined) return own;
    if (request.method === "POST") bodies.push((await request.clone().json()) as Record<string, unknown>);
    request.signal.addEventListener("abort", () => left.push(true));
    return app.fetch(request);
  });
  return { ...listening, bodies, left };
};
