import { createApp } from "../../src/server/app.ts";
import { type Listening, listen, scripted } from "../server/gateway.ts";
import type { ScriptInput } from "../../src/llm/scripted/script.ts";

/** A provider that speaks the APIs of OpenAI and Anthropic, and remembers what it was sent. */
export interface Provider extends Listening {
  readonly bodies: Record<string, unknown>[];
  /** Of every request: whether its client left before the answer was over. */
  readonly left: boolean[];
}

/** Our own gateway without any rail, over a real socket. `answer` may answer instead. */
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
