const SPACE = /[\t\n\r ]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids them in strings
const CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Takes a text as JSON, token by token. */
class JsonScanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  takes(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.#text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  takesSign(sign: string): boolean {
    this.takes(SPACE);
    if (this.#text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  takesString(): boolean {
    if (!this.takesSign('"')) return false;
    do this.takes(CHARACTERS);
    while (this.takes(ESCAPE));
    if (this.#text[this.at] !== '"') return false;
    this.at++;
    return true;
  }

  takesName(): boolean {
    return this.takesString() && this.takesSign(":");
  }
}

/** What closes the object or array that begins here, if one does. */
const closerOf = (json: JsonScanner): "}" | "]" | undefined => {
  if (json.takesSign("{")) return "}";
  return json.takesSign("[") ? "]" : undefined;
};

/** Where a text stops being JSON. */
const faultOf = (json: JsonScanner): number => {
  const open: ("}" | "]")[] = [];
  for (;;) {
    const closer = closerOf(json);
    if (closer === undefined) {
      if (!json.takesString() && !json.takes(SCALAR)) return json.at;
    } else if (!json.takesSign(closer)) {
      open.push(closer);
      if (closer === "}" && !json.takesName()) return json.at;
      continue;
    }
    while (open.length > 0 && json.takesSign(open.at(-1) ?? "")) open.pop();
    if (open.length === 0 || !json.takesSign(",")) return json.at;
    if (open.at(-1) === "}" && !json.takesName()) return json.at;
  }
};

/**
 * The line, from 1, at which a text stops being JSON; the last one where it was only cut off. What a runtime says of it differs
 * from one to the other, may lack the place, and may quote the text.
 */
export const jsonFaultLine = (text: string): number => {
  const whole = text.trimEnd();
  return whole.slice(0, faultOf(new JsonScanner(whole))).split("\n").length;
};
