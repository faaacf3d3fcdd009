import { RailError } from "../errors.ts";
import type { RailDecision, RailInput } from "./rail.ts";

type Decide = (text: string) => Promise<RailDecision>;

/**
 * The fresh part of a rewritten window. Its context was delivered already, rewritten in an earlier window: deciding
 * about the context alone shows how, and what follows is the fresh part. Throws if the rewriting changes delivered
 * text.
 */
const freshPart = async (flow: string, context: string, rewritten: string, decide: Decide): Promise<string> => {
  if (rewritten.startsWith(context)) return rewritten.slice(context.length);
  const before = await decide(context);
  const left = before.outcome === "transform" ? before.text : context;
  if (rewritten.startsWith(left)) return rewritten.slice(left.length);
  throw new RailError("rail_error", flow, `Rail "${flow}" rewrote text that has left already`);
};

/** Adapts a function that rewrites whole texts to windows, of which only the fresh text is rewritten. */
export const freshDecision = async (
  flow: string,
  { text, context }: RailInput,
  decide: Decide,
): Promise<RailDecision> => {
  const decision = await decide(text);
  if (decision.outcome !== "transform" || typeof decision.text !== "string") return decision;
  return { ...decision, text: await freshPart(flow, context, decision.text, decide) };
};
