import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { piecesOf } from "../support/mask-cases.ts";
import { MASKING_RAILS } from "../support/masking-rails.ts";

interface Format {
  /** Undefined for a text that cannot be written in this form. */
  readonly write: (text: string) => string | undefined;
  /** What stays when a text is masked; undefined for a text that is not well-formed. */
  readonly shape: (text: string) => unknown;
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, " ");
const quoted = (text: string, quote: string): string => quote + text.replaceAll(quote, quote + quote) + quote;

/** The number of cells of each row by RFC 4180. */
const rowsOf = (text: string): readonly number[] | undefined => {
  const cell = /(?:"(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;
  const rows = [0];
  for (let at = 0, isLast = false; !isLast;) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (match === null) return undefined;
    rows.push((rows.pop() ?? 0) + 1);
    if (match[1]?.endsWith("\n") === true) rows.push(0);
    isLast = match[1] === "";
    at = cell.lastIndex;
  }
  return rows;
};

const valuesOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(valuesOf);
  return typeof value === "object" && value !== null ? Object.values(value).map(valuesOf) : "scalar";
};

const yaml = (text: string): unknown => {
  try {
    const document = parseDocument(text);
    return document.errors.length === 0 ? valuesOf(document.toJS()) : undefined;
  } catch {
    return undefined;
  }
};

/** A text as a plain scalar, if YAML reads it as one that is equal. */
const plainScalar = (written: string, text: string, at: readonly string[]): string | undefined => {
  try {
    const document = parseDocument(written);
    return document.errors.length === 0 && document.getIn(at) === text ? written : undefined;
  } catch {
    return undefined;
  }
};

const database = new DatabaseSync(":memory:");
database.exec("create table t(b)");
const statement = (text: string): true | undefined => {
  try {
    database.prepare(text);
    return true;
  } catch {
    return undefined;
  }
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** An element by the HTML standard: an attribute ends at its quote. A mask in angle brackets is a tag in a text. */
const ELEMENT = /^<p class="a" title="[^"]*" id='[^']*'>(?:[^<]|<[A-Z_\d]+>)*<\/p><b>x<\/b>$/;

/** Of a link that is longer than is allowed, all that may belong to it is masked. */
const MAX_LINK = 500;

/** A link in the query is masked up to its end, and what follows the escaped link is part of it. */
const isLink = (text: string): boolean => /:\/\/|www\.|\.[a-z]{2,}\/|\[|src=/i.test(text);

const queryOf = (text: string): unknown => {
  const { host, searchParams, hash } = new URL(text, "https://base.example");
  return [host, [...searchParams.keys()], hash];
};

const FORMATS: Readonly<Record<string, Format>> = {
  "CSV with quoted cells": {
    write: (text) => `id,note,x\n1,${quoted(text, '"')},y\n${quoted(text, '"')},${quoted(text, '"')},7`,
    shape: rowsOf,
  },
  "CSV without quotes": {
    write: (text) => (/[",\r\n]/.test(text) || isLink(text) ? undefined : `id,note,x\n1,${text},y\n${text},z,7`),
    shape: rowsOf,
  },
  "the query of a URL": {
    write: (text) => (isLink(text) ? undefined : `/search?q=${encodeURIComponent(text)}&page=2#top`),
    shape: queryOf,
  },
  "the path of a URL": {
    write: (text) => (isLink(text) || text.includes("@") ? undefined : `/a/${encodeURIComponent(text)}?page=2#top`),
    shape: queryOf,
  },
  "a form": {
    write: (text) => (isLink(text) ? undefined : `/search?${new URLSearchParams({ q: text, page: "2" })}`),
    shape: queryOf,
  },
  "YAML in double quotes": {
    write: (text) => `a: ${JSON.stringify(text)}\nb:\n  - ${JSON.stringify(text)}\n  - 1\n`,
    shape: yaml,
  },
  "YAML in single quotes": { write: (text) => `a: ${quoted(oneLine(text), "'")}\nb: 1\n`, shape: yaml },
  "a block of YAML": { write: (text) => `a: |\n${text.replaceAll(/^/gm, "  ")}\nb: 1\n`, shape: yaml },
  "YAML without quotes": { write: (text) => plainScalar(`a: ${text}\nb: 1\n`, text, ["a"]), shape: yaml },
  "YAML in brackets": {
    // After a space `#link-removed` is a comment.
    write: (text) =>
      isLink(text) ? undefined : plainScalar(`a: {c: ${text}, d: [${text}, 1]}\nb: 1\n`, text, ["a", "c"]),
    shape: yaml,
  },
  HTML: {
    write: (text) =>
      text.length > MAX_LINK
        ? undefined
        : `<p class="a" title="${escaped(text)}" id='${escaped(text)}'>${escaped(text)}</p><b>x</b>`,
    shape: (text) => (ELEMENT.test(text) ? true : undefined),
  },
  SQL: {
    write: (text) =>
      `select ${quoted(text, "'")}, 1 /* ${text} */ from t where b = ${quoted(text, "'")} -- ${oneLine(text)}`,
    shape: statement,
  },
};

/** Every fourth text of a rail that has many, since all forms of a kind are alike in front of a format. */
const someOf = (texts: readonly string[]): readonly string[] =>
  texts.filter((_, index) => texts.length < 10 || index % 4 === 0);

const written = (texts: readonly string[], { write, shape }: Format): readonly string[] =>
  someOf(texts)
    .flatMap((text) => write(text) ?? [])
    .filter((text) => shape(text) !== undefined);

describe.each(MASKING_RAILS)("$flow", ({ texts, mask }) => {
  it.each(Object.entries(FORMATS))(
    "leaves %s well-formed",
    (_name, format) => {
      const broken = written(texts, format)
        .map((text) => ({ text, masked: mask([text]) }))
        .filter(({ text, masked }) => JSON.stringify(format.shape(masked)) !== JSON.stringify(format.shape(text)));
      expect(broken).toEqual([]);
    },
    90_000,
  );

  it("masks them alike however they are cut", () => {
    const all = Object.values(FORMATS).flatMap((format) =>
      written(texts, format).filter((_, index) => index % 9 === 0),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...all).chain((text) => fc.tuple(fc.constant(text), piecesOf(text))),
        ([text, pieces]) => {
          expect(mask(pieces)).toBe(mask([text]));
        },
      ),
      { numRuns: 150 },
    );
  }, 90_000);
});
