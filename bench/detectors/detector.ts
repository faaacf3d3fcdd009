/** A range of a text in which something was found, in UTF-16 code units. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

export type Detector = (text: string) => readonly Finding[];

export interface Rule {
  readonly id: string;
  readonly pattern: string;
  readonly context?: string;
  readonly followedBy?: readonly string[];
  readonly check?: (value: string, before: string) => boolean;
}

const followed = (texts: readonly string[]): string =>
  texts.length === 0 ? "" : `(?=(?i:${texts.map((text) => text.replaceAll("|", "\\|")).join("|")})(?![0-9A-Za-z]))`;

/** A detector by the platform's regular expressions: the oracle for the streaming engine. */
export const regExpDetector = (rules: readonly Rule[]): Detector => {
  const compiled = rules.map(({ id, pattern, context = "", followedBy = [], check }) => ({
    id,
    check,
    regExp: new RegExp(`(?:${context})(?<value>${pattern})${followed(followedBy)}`, "dg"),
  }));
  return (text) =>
    compiled.flatMap(({ id, regExp, check }) => {
      const findings: Finding[] = [];
      regExp.lastIndex = 0;
      for (let match = regExp.exec(text); match !== null; match = regExp.exec(text)) {
        const [start, end] = match.indices?.groups?.["value"] ?? [0, 0];
        regExp.lastIndex = match.index + 1;
        if (check !== undefined && !check(text.slice(start, end), text.slice(0, start))) continue;
        findings.push({ start, end, label: id });
        regExp.lastIndex = Math.max(end, match.index + 1);
      }
      return findings;
    });
};
