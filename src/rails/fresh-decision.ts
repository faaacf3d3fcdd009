import { RailError } from "../errors.ts";
import type { RailDecision, RailInput } from "./rail.ts";

type Ask = (text: string) => Promise<RailDecision>;

/**
 * Who reads a window whole also rewrites it whole, but its context has left already, rewritten in its own turn. So that
 * turn is repeated, and what the rewriting adds to it is the fresh text. A rewriting across the border comes too late.
 */
const freshPart = async (flow: string, context: string, rewritten: string, ask: Ask): Promise<string> => {
  if (rewritten.startsWith(context)) return rewritten.slice(context.length);
  const before = await ask(context);
  const left = before.outcome === "transform" ? before.text : context;
  if (rewritten.startsWith(left)) return rewritten.slice(left.length);
  throw new RailError("rail_error", flow, `Rail "${flow}" rewrote text that has left already`);
};

/** The decision about a window of someone who decides about whole texts. */
export const freshDecision = async (flow: string, { text, context }: RailInput, ask: Ask): Promise<RailDecision> => {
  const decision = await ask(text);
  if (decision.outcome !== "transform" || typeof decision.text !== "string") return decision;
  return { ...decision, text: await freshPart(flow, context, decision.text, ask) };
};
