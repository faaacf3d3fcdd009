import { optional } from "../../json.ts";

/** The key of our metadata in `_meta`. */
const META = "edgerails/guardrails";

/** The `_meta` of a result that a rail blocked. */
export const blockedBy = (rail: string | undefined): { readonly _meta: object } => ({
  _meta: { [META]: { status: "blocked", ...optional("rail", rail) } },
});

/** The result of a blocked call or result, with which a model can continue. */
export const refusedCall = (text: string, rail: string | undefined): object => ({
  content: [{ type: "text", text }],
  isError: true,
  ...blockedBy(rail),
});

/** The replacement of a blocked entry: the refusal if its content was requested, else nothing. */
export const refusedEntry = (
  list: string,
  text: string,
  { uri, role }: Readonly<Record<string, unknown>>,
): readonly object[] => {
  if (list === "contents") return [{ uri, mimeType: "text/plain", text }];
  if (list === "messages") return [{ role: role === "assistant" ? role : "user", content: { type: "text", text } }];
  return [];
};
