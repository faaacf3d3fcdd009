import { createSecretGate, secretProgram } from "../../src/library/secrets/secret-gate.ts";
import { entityGates, entityProgram } from "../../src/library/sensitive-data/entity-gate.ts";
import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import { mergedGates } from "../../src/text/normalize/merged-gates.ts";
import type { TextGate } from "../../src/text/text-gate.ts";
import { readSamples } from "./corpus.ts";
import { percent, type Row } from "./table.ts";

/** Characters per delta, about the length of a token. */
const DELTA = 4;
const ENGLISH: ReadonlySet<string> = new Set(["faq", "fortunes", "handbook-en-US"]);

interface Held {
  readonly mean: number;
  readonly max: number;
  readonly atOnce: number;
}

const measure = (gate: TextGate, text: string): Held => {
  let [fed, left, sum, max, none, deltas] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < text.length; at += DELTA) {
    const delta = text.slice(at, at + DELTA);
    const step = gate.feed(delta);
    fed += delta.length;
    left += step.text.length;
    for (const { start, end, replacement } of step.findings) left += end - start - replacement.length;
    const held = fed - left;
    sum += held;
    max = Math.max(max, held);
    if (held === 0) none++;
    deltas++;
  }
  return { mean: sum / deltas, max, atOnce: percent(none, deltas) };
};

const entityGate = (entities: readonly string[]): TextGate =>
  entityGates(
    entityProgram(
      RECOGNIZERS.filter(({ entity }) => entities.includes(entity)),
      0.4,
    ),
    { action: "mask", reading: "exact" },
  )();

const secretGate = (): TextGate => createSecretGate(secretProgram({ exclude: new Set(), allow: new Set() }), "mask");

/** How much of ordinary English is held back, in deltas of four characters. */
export const heldRows = (folder: string): readonly Row[] => {
  const paragraphs = readSamples(folder, "benign").filter(({ src }) => ENGLISH.has(src));
  const text = paragraphs.map((paragraph) => paragraph.text).join("\n\n");
  if (text === "") return [];
  const { mean, max, atOnce } = measure(mergedGates([secretGate(), entityGate(["CREDIT_CARD", "PHONE_NUMBER"])]), text);
  const email = measure(entityGate(["EMAIL_ADDRESS"]), text);
  const of = text.length;
  return [
    { what: "secrets, cards, phones: characters held, mean", figure: mean, of, goal: { atMost: 0.1 } },
    { what: "secrets, cards, phones: deltas that leave at once, %", figure: atOnce, of, goal: { atLeast: 99 } },
    { what: "secrets, cards, phones: characters held, most", figure: max, of },
    { what: "e-mail addresses: characters held, mean", figure: email.mean, of },
  ];
};
