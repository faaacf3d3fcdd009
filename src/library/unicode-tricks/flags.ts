const BLACK_FLAG = "\u{1f3f4}";

const inTags = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join("");

/** The flags that are written with tags: England, Scotland and Wales. */
const FLAGS: readonly string[] = ["gbeng", "gbsct", "gbwls"].map((code) => `${BLACK_FLAG}${inTags(code)}\u{e007f}`);

/** Code units of a flag that begins at an offset; `open` while it may become one. */
export const flagAt = (text: string, at: number, isLast: boolean): number | "open" => {
  for (const flag of FLAGS) {
    if (text.startsWith(flag, at)) return flag.length;
    if (!isLast && flag.startsWith(text.slice(at))) return "open";
  }
  return 0;
};
