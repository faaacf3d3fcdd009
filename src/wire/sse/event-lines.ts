/** Spaces and byte order marks that a proxy has put before a line. */
const INDENT = /^[ \t\uFEFF]+(?=data:)/;

const BREAK = /\r\n|\r|\n/;

/** A lone carriage return, which a search for line feeds would miss. */
const LONE_RETURN = /\r(?!\n)/;

const withNewlines = (text: string): string => text.replaceAll("\r\n", "\n");

/**
 * Splits an event stream into lines, and repairs servers that separate events by one newline instead of two. A data
 * line that ends like a JSON value, followed by one that begins like a JSON value, are two events, since no JSON value
 * continues that way. An `event:` line in between belongs to the second. Holds back an unfinished line, and such an
 * `event:` line. Every returned line ends in `\n`.
 */
export class EventLines {
  #line = "";
  #name = "";
  /** Whether a line feed at the start of the next chunk belongs to the previous line break. */
  #isBroken = false;
  /** Whether the current event has no lines yet. */
  #isClean = true;
  /** Whether its data begins, and ends, like a JSON value. */
  #hasBegun = false;
  #isWhole = false;
  #hasSingleNewlines = false;

  /** Whether the stream separates events by one newline. */
  get hasSingleNewlines(): boolean {
    return this.#hasSingleNewlines;
  }

  /** The number of held characters. */
  get held(): number {
    return this.#line.length + this.#name.length;
  }

  feed(given: string): string {
    if (given === "") return "";
    const text = this.#isBroken && given.startsWith("\n") ? given.slice(1) : given;
    this.#isBroken = false;
    const lines = this.#line + text;
    const isPart = !text.includes("\n") && !text.includes("\r");
    this.#line = isPart ? lines : "";
    if (isPart) return "";
    const usual = this.#isClean ? usualLength(lines) : 0;
    const whole = withNewlines(lines.slice(0, usual));
    return usual === lines.length ? whole : whole + this.#lines(lines.slice(usual));
  }

  /** The rest, as lines that end the last event. */
  end(): string {
    return this.#lines(`${this.#line}\n\n`);
  }

  #lines(text: string): string {
    this.#isBroken = text.endsWith("\r");
    const lines = text.split(BREAK);
    this.#line = lines.pop() ?? "";
    return lines.map((line) => this.#repaired(line)).join("");
  }

  #repaired(given: string): string {
    const line = given.replace(INDENT, "");
    if (line === "") return this.#blank();
    this.#isClean = false;
    if (line.startsWith("data:")) return this.#data(line);
    if (!this.#isWhole || !line.startsWith("event:")) return `${line}\n`;
    this.#name = `${line}\n`;
    return "";
  }

  #blank(): string {
    const name = this.#name;
    this.#name = "";
    this.#isClean = true;
    this.#hasBegun = this.#isWhole = false;
    return `${name}\n`;
  }

  #data(line: string): string {
    const begins = /^data:\s*[{[]/.test(line);
    const border = this.#isWhole && begins ? "\n" : "";
    this.#hasSingleNewlines ||= border !== "";
    const name = this.#name;
    this.#name = "";
    this.#hasBegun ||= begins;
    this.#isWhole = this.#hasBegun && /[}\]]\s*$/.test(line);
    return `${border}${name}${line}\n`;
  }
}

const [TAB, LINE_FEED, RETURN, SPACE, BRACKET, BRACE, BYTE_ORDER_MARK] = [0x09, 0x0a, 0x0d, 0x20, 0x5d, 0x7d, 0xfeff];

const isIndent = (code: number): boolean => code === SPACE || code === TAB || code === BYTE_ORDER_MARK;

/** Whether a line may end in a JSON value, with trailing spaces. */
const mayEndValue = (last: number): boolean => last === BRACE || last === BRACKET || isIndent(last);

/** The last character of the line that ends before `at`. */
const lastOf = (text: string, at: number): number => {
  const last = text.charCodeAt(at - 1);
  return last === RETURN ? text.charCodeAt(at - 2) : last;
};

/**
 * The length of the complete events at the start of a text that need no repair, as nearly all do. Only inspects the
 * ends of lines. A chunk may end within an event.
 */
const usualLength = (text: string): number => {
  const hasReturns = text.includes("\r");
  const blank = hasReturns ? "\r\n\r\n" : "\n\n";
  const end = text.lastIndexOf(blank) + blank.length;
  if (end < blank.length || isIndent(text.charCodeAt(0))) return 0;
  if (hasReturns && LONE_RETURN.test(text.slice(0, end))) return 0;
  for (let at = text.indexOf("\n"); at < end - 2; at = text.indexOf("\n", at + 1)) {
    const [last, next] = [lastOf(text, at), text.charCodeAt(at + 1)];
    const isBorder = next === LINE_FEED || next === RETURN;
    if (isIndent(next) || (!isBorder && mayEndValue(last))) return 0;
  }
  return end;
};
