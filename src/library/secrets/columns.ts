import { isRandom } from "./assignments.ts";
import { isChosenPassword } from "./passwords.ts";
import type { SecretRule } from "./secret-rule.ts";

/** The head of a column with secrets. */
const HEAD =
  "(?:password|passwd|passwort|kennwort|pwd|pass|secret|token|api[ _-]?key|mot de passe|contraseña|senha|пароль|密码|パスワード)";

/* A table from the row of its head, up to the end of the head, and its last row, up to the value. */
const OF_BARS = new RegExp(`(?:^|\\n)([^\\n]*\\|[ *_]*${HEAD}[ *_]*)\\|[^\\n]*\\n(?:[^\\n]*\\n)*?([^\\n]*)$`, "i");
const OF_COMMAS = new RegExp(
  `(?:^|\\n)((?:[^\\n,;\\t]*[,;\\t])*["']?${HEAD}["']?)(?=[,;\\t\\r\\n])[^\\n]*\\n(?:[^\\n]*\\n)*?([^\\n]*)$`,
  "i",
);
const OF_TAGS = new RegExp(
  `<tr[^>]*>((?:(?!</tr)[^])*<th[^>]*>\\s*${HEAD}\\s*)</th>[^]*<tr[^>]*>((?:(?!</tr)[^])*)$`,
  "i",
);
const OF_INSERT = new RegExp(
  `insert into [^\\n(]*\\(([^)]*["'\`\\[]?${HEAD}["'\`\\]]?)\\s*[,)][^]*values\\s*\\(([^()]*)$`,
  "i",
);

/** A table with the word token may be one of parsers or prices, with values such as `int32x`. */
const NAMES_PASSWORD = /pass|pwd|kennwort|contraseña|senha|пароль|密码|パスワード/i;

const count = (text: string, separator: RegExp): number => text.match(separator)?.length ?? 0;

/** Whether the cell that the text ends in is below the head of secrets. */
const isBelow = (before: string, table: RegExp, separator: RegExp): boolean => {
  const [, head, row] = table.exec(before) ?? [];
  return head !== undefined && row !== undefined && count(head, separator) === count(row, separator);
};

interface Column {
  readonly id: string;
  readonly description: string;
  /** The text up to a value, from the head of its column. */
  readonly context: string;
  readonly table: RegExp;
  /** What stands between two cells. */
  readonly separator: RegExp;
}

const columnRule = ({ id, description, context, table, separator }: Column): SecretRule => ({
  id,
  description,
  context: `(?i:${context})`,
  pattern: "[^\\s\"'`<>,;|]{5,63}[^\\s\"'`<>,;|\\\\]",
  check: (value, before) =>
    isBelow(before, table, separator) &&
    (isRandom(value, 15) || (isChosenPassword(value) && NAMES_PASSWORD.test(before))),
});

/** Secrets in the columns of tables. A check gets little text before the value, so only the first rows are read. */
export const COLUMNS: readonly SecretRule[] = [
  columnRule({
    id: "markdown-column",
    description: "Password or token in a table of Markdown or a ticket, below a head that says so",
    context: `\\|[ *_]*${HEAD}[ *_]*\\|[^\\n]*\\n(?:\\|[^\\n]*\\n){0,3}\\|(?:[^|\\n]*\\|)* *[\`]?`,
    table: OF_BARS,
    separator: /\|+/g,
  }),
  columnRule({
    id: "csv-column",
    description: "Password or token in a table of separated values, below a head that says so",
    context: `(?:^|[\\n,;\\t])["']?${HEAD}["']?(?:[,;\\t][^\\n]*)?\\r?\\n(?:[^\\n]*\\n){0,3}[^\\n ,;\\t]+(?:[,;\\t][^\\n ,;\\t]*)*[,;\\t]["']?`,
    table: OF_COMMAS,
    separator: /[,;\t]/g,
  }),
  columnRule({
    id: "html-column",
    description: "Password or token in a table of HTML, below a head that says so",
    context: `<th[^>]*>\\s*${HEAD}\\s*</th>(?:[^<]*<(?:/|th|tr|tbody|thead)[^>]*>)*(?:[^<]*<(?:td|/td|tr|/tr)[^>]*>)*\\s*`,
    table: OF_TAGS,
    separator: /<t[hd]/gi,
  }),
  columnRule({
    id: "sql-column",
    description: "Password or token that is inserted into a table",
    context: `insert into [^\\n(]{1,60}\\([^)]*${HEAD}["'\`\\]]?[^)]*\\)\\s*values\\s*\\((?:[^()]*, ?)?N?'`,
    table: OF_INSERT,
    separator: /,/g,
  }),
];
