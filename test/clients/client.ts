/** An answer as read by a client. */
export interface Reading {
  readonly text: string;
  /** The finish reason by its name in chat completions. */
  readonly reason: string | null | undefined;
  readonly totalTokens: number | undefined;
}

/** A tool call as read by a client, and the answer after its result. */
export interface CalledTool {
  readonly name: string;
  readonly city: unknown;
  readonly after: string;
}

export type UseTool = (origin: string) => Promise<CalledTool>;

export type Structure = (origin: string) => Promise<unknown>;

/** A client with only its base URL changed. */
export interface Client {
  readonly package: string;
  /** The function that is called. */
  readonly call: string;
  /** The path of its API. */
  readonly path: string;
  readonly ask: (origin: string, question: string) => Promise<Reading>;
  /** Whether its requests do not ask for usage. */
  readonly asksNoUsage?: boolean;
  readonly useTool?: UseTool;
  readonly structure?: Structure;
}

/** The timeout of requests, which is long, since a busy machine may pause for seconds. */
export const LIMIT_MS = 60_000;

/** Messages for which the provider of these tests has answers. */
export const WEATHER = "weather";

export const AGAIN = "hi again";

export const JSON_QUESTION = "as json";

export const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
} as const;

export const TOOL = { name: "look_up", description: "The weather of a city", parameters: SCHEMA } as const;

export const MODEL = "guarded";

export const CHAT = "/v1/chat/completions";

export const RESPONSES = "/v1/responses";

export const MESSAGES = "/v1/messages";

export const cityOf = (json: string): unknown => (JSON.parse(json) as { readonly city: unknown }).city;
