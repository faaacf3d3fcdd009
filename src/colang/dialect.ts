const DOCSTRING = /"""[^]*?(?:"""|$)/g;

/**
 * The version of Colang of a text, detected like in NeMo Guardrails: 1.0 if a line starts with `define`, 2 for any
 * other statement. Undefined for a text without statements.
 */
export function dialectOf(text: string): "1.0" | "2" | undefined {
  const lines = text.replaceAll(DOCSTRING, "").split(/\r\n?|\n/);
  const statements = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  if (statements.length === 0) return undefined;
  return statements.some((line) => /^def(?:ine)?\s/.test(line)) ? "1.0" : "2";
}
