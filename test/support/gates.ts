import type { GateStep, TextFinding, TextGate } from "../../src/text/text-gate.ts";

export interface Gated {
  readonly text: string;
  readonly findings: readonly TextFinding[];
  readonly blocked: TextFinding | undefined;
}

/** The output and findings of a gate for a text in chunks. */
export const gated = (gate: TextGate, pieces: readonly string[]): Gated => {
  const steps: GateStep[] = [...pieces.map((piece) => gate.feed(piece)), gate.end()];
  const findings = steps.flatMap((step) => step.findings);
  const blocked = findings.find(({ action }) => action === "block");
  return { text: steps.map(({ text }) => text).join(""), findings, blocked };
};

/** A gate that masks a literal within each chunk. */
export const replacingGate = (literal: string, replacement: string): TextGate => {
  let [start, at] = [0, 0];
  return {
    feed(text) {
      const findings: TextFinding[] = [];
      for (const { index } of text.matchAll(new RegExp(literal, "g"))) {
        const shift = findings.length * (replacement.length - literal.length);
        const place = { start: start + index, end: start + index + literal.length, at: at + index + shift };
        findings.push({ action: "mask", ...place, replacement, reason: "replaced" });
      }
      const replaced = text.replaceAll(literal, () => replacement);
      start += text.length;
      at += replaced.length;
      return { text: replaced, findings };
    },
    end: () => ({ text: "", findings: [] }),
  };
};
