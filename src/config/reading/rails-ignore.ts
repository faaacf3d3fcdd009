/** Compiles a glob (`*`, `?`, `[abc]`, `[!abc]`) to a test of a whole name. */
function globTest(pattern: string): (name: string) => boolean {
  const source = pattern.replace(/\*+|\?|\[!?\]?[^\]]*\]|[^*?[]+|\[/g, (part) => {
    if (part.startsWith("*")) return ".*";
    if (part === "?") return ".";
    if (!part.startsWith("[") || part === "[") return part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    const negated = part.startsWith("[!");
    const inside = part.slice(negated ? 2 : 1, -1).replace(/[\\\]^[]/g, String.raw`\$&`);
    return `[${negated ? "^" : ""}${inside}]`;
  });
  const expression = new RegExp(`^${source}$`, "s");
  return (name) => expression.test(name);
}

/** Lines of a `.railsignore` that are read. */
const MAX_PATTERNS = 200;
const MAX_PATTERN_LENGTH = 200;

/** Parses a `.railsignore`: one glob per line, `#` for comments, matched against the base name of a file. */
export function railsIgnore(text: string): (path: string) => boolean {
  const tests = text
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line !== "" && line.length <= MAX_PATTERN_LENGTH)
    .slice(0, MAX_PATTERNS)
    .map(globTest);
  return (path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return tests.some((test) => test(name));
  };
}
