const BLACK_FLAG = "\u{1f3f4}";

const inTags = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join("");

/** The flags that consist of tag characters: England, Scotland and Wales. */
const FLAGS: readonly string[] = ["gbeng", "gbsct", "gbwls"].map((code) => `${BLACK_FLAG}${inTags(code)}\u{e007f}`);

/** The length of a flag at an offset; `open` if the text may still become one. */
export const flagAt = (text: string, at: number, isLast: boolean): number | "open" => {
  for (const flag of FLAGS) {
    if (text.startsWith(flag, at)) return flag.length;
    if (!isLast && flag.startsWith(text.slice(at))) return "open";
  }
  return 0;
};
