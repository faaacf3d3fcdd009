/** Blanks and byte order marks that something in between has put in front of a line. */
const INDENT = /^[ \t\uFEFF]+(?=data:)/;

const BREAK = /\r\n|\r|\n/;

/** A break of its own, which the look at line feeds would miss. */
const LONE_RETURN = /\r(?!\n)/;

const withNewlines = (text: string): string => text.replaceAll("\r\n", "\n");

/**
 * Lines of an event stream, mended where a server writes one newline between events instead of two: a line of data that
 * ends like a JSON value and one that begins like another are two events, since no value goes on so. A name in between is
 * the name of the second. Holds back the line that has no end yet, and such a name. What it gives ends each line in `\n`.
 */
export class EventLines {
  #line = "";
  #name = "";
  /** Whether a line feed at the beginning belongs to the break before. */
  #isBroken = false;
  /** Whether no line of the event under way has come. */
  #isClean = true;
  /** Whether its data began, and whether it ended, as a value would. */
  #hasBegun = false;
  #isWhole = false;
  #hasMended = false;

  /** Whether the stream has shown that it ends its events with one newline. */
  get hasMended(): boolean {
    return this.#hasMended;
  }

  /** Characters that are held back. */
  get held(): number {
    return this.#line.length + this.#name.length;
  }

  feed(given: string): string {
    if (given === "") return "";
    const text = this.#isBroken && given.startsWith("\n") ? given.slice(1) : given;
    this.#isBroken = false;
    const said = this.#line + text;
    const isPart = !text.includes("\n") && !text.includes("\r");
    this.#line = isPart ? said : "";
    if (isPart) return "";
    const usual = this.#isClean ? usualLength(said) : 0;
    const whole = withNewlines(said.slice(0, usual));
    return usual === said.length ? whole : whole + this.#lines(said.slice(usual));
  }

  /** What is left, as lines and as an event that have ended. */
  end(): string {
    return this.#lines(`${this.#line}\n\n`);
  }

  #lines(text: string): string {
    this.#isBroken = text.endsWith("\r");
    const lines = text.split(BREAK);
    this.#line = lines.pop() ?? "";
    return lines.map((line) => this.#mended(line)).join("");
  }

  #mended(given: string): string {
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
    this.#hasMended ||= border !== "";
    const name = this.#name;
    this.#name = "";
    this.#hasBegun ||= begins;
    this.#isWhole = this.#hasBegun && /[}\]]\s*$/.test(line);
    return `${border}${name}${line}\n`;
  }
}

const [TAB, LINE_FEED, RETURN, SPACE, BRACKET, BRACE, BYTE_ORDER_MARK] = [0x09, 0x0a, 0x0d, 0x20, 0x5d, 0x7d, 0xfeff];

const isIndent = (code: number): boolean => code === SPACE || code === TAB || code === BYTE_ORDER_MARK;

/** Whether a line may end in a value: blanks may stand behind one. */
const mayEndValue = (last: number): boolean => last === BRACE || last === BRACKET || isIndent(last);

/** The last sign of the line that ends before `at`. */
const lastOf = (text: string, at: number): number => {
  const last = text.charCodeAt(at - 1);
  return last === RETURN ? text.charCodeAt(at - 2) : last;
};

/**
 * How much of a text is whole events in which there is nothing to mend, as nearly all are: looks at their ends of lines only.
 * A connection cuts bytes where it likes, so that an event may have begun behind them.
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
