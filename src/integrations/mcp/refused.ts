import { optional } from "../../json.ts";

/** Where MCP has a place for what others say of a result. */
const META = "edgerails/guardrails";

/** What is said of a result of which a rail has blocked something. */
export const blockedBy = (rail: string | undefined): { readonly _meta: object } => ({
  _meta: { [META]: { status: "blocked", ...optional("rail", rail) } },
});

/** The result of a tool whose call or answer was blocked, for a model to go on with. */
export const refusedCall = (text: string, rail: string | undefined): object => ({
  content: [{ type: "text", text }],
  isError: true,
  ...blockedBy(rail),
});

/** What stands in a list in place of a blocked entry: where one was asked for its content, the refusal; else nothing. */
export const refusedEntry = (
  list: string,
  text: string,
  { uri, role }: Readonly<Record<string, unknown>>,
): readonly object[] => {
  if (list === "contents") return [{ uri, mimeType: "text/plain", text }];
  if (list === "messages") return [{ role: role === "assistant" ? role : "user", content: { type: "text", text } }];
  return [];
};
