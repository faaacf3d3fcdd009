import { type Provider, startProvider } from "./provider.ts";

/** A text in all messages of a failing provider, which only the operator may see. */
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

/** Failures of a provider, by name. */
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

/** A provider whose URL selects its failure: `<url>/<failure>/chat/completions`. */
export const startFailing = (failures: Readonly<Record<string, () => Response>> = FAILURES): Promise<Provider> =>
  startProvider({ replies: ["never"] }, ({ url }) => {
    const name = decodeURIComponent(new URL(url).pathname.split("/")[1] ?? "");
    return failures[name]?.();
  });
