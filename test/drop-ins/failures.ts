import { type Provider, startProvider } from "./provider.ts";

/** Stands in everything that a failing provider says, and belongs to its operator alone. */
export const CANARY = "quetzal-fell-from-the-upstream";

const ERROR = { error: { message: CANARY, type: CANARY, code: CANARY, param: CANARY } };

const chunk = (text: string): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "m-1",
    choices: [{ index: 0, delta: { role: "assistant", content: text }, finish_reason: null }],
  })}\n\n`;

const stream = (...events: readonly string[]): Response =>
  new Response(events.join(""), { headers: { "content-type": "text/event-stream" } });

/** How a provider fails, by the name under which it is asked for. */
export const FAILURES = {
  refused: () => Response.json(ERROR, { status: 400 }),
  unauthorized: () => Response.json(ERROR, { status: 401 }),
  limited: () => Response.json(ERROR, { status: 429, headers: { "retry-after": "0" } }),
  down: () => new Response(`<h1>${CANARY}</h1>`, { status: 500 }),
  unreadable: () => Response.json({ answer: CANARY }),
  "no JSON": () => new Response(CANARY, { headers: { "content-type": "application/json" } }),
  "broken off": () => stream(chunk("one "), `data: ${JSON.stringify(ERROR)}\n\n`),
  "broken JSON": () => stream(chunk("one "), `data: {"choices": ${CANARY}\n\n`),
} as const satisfies Record<string, () => Response>;

export type FailureName = keyof typeof FAILURES;

/** A provider that fails as its address says: `<url>/<failure>/chat/completions`. */
export const startFailing = (failures: Readonly<Record<string, () => Response>> = FAILURES): Promise<Provider> =>
  startProvider({ replies: ["never"] }, ({ url }) => {
    const name = decodeURIComponent(new URL(url).pathname.split("/")[1] ?? "");
    return failures[name]?.();
  });
