const DOCSTRING = /"""[^]*?(?:"""|$)/g;

/**
 * Which Colang a text is in, told as NeMo Guardrails tells it: a line that begins with `define` makes it 1.0, any other
 * statement 2. Undefined for a text that says nothing.
 */
export function dialectOf(text: string): "1.0" | "2" | undefined {
  const lines = text.replaceAll(DOCSTRING, "").split(/\r\n?|\n/);
  const statements = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  if (statements.length === 0) return undefined;
  return statements.some((line) => /^def(?:ine)?\s/.test(line)) ? "1.0" : "2";
}
