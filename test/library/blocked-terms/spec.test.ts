import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { railContract } from "../../contracts/rail.contract.ts";
import { gated } from "../../support/gates.ts";
import { gatingRail, guardedArguments, piecesOf } from "../../support/mask-cases.ts";

const MASK = "mask blocked terms on output";
const DETECT = "detect blocked terms on output";
const settings = (lists: readonly object[], more: object = {}): object => ({ blocked_terms: { lists, ...more } });
const masked = (text: string, lists: readonly object[], more: object = {}): string =>
  gated(gatingRail(MASK, settings(lists, more)).createGate(), [text]).text;

railContract(DETECT, {
  rail: () => gatingRail(DETECT, settings([{ terms: ["Blue Heron"], level: "squash" }])),
  allowed: "a blue bird, ",
  forbidden: "bl\u200bu3 heron",
});

describe("the level of a list", () => {
  const tricks = {
    plain: "heronry",
    "other case": "HeRoNRy",
    "zero width": "her\u200bonry",
    homoglyph: "herоnrу",
    "full width": "ｈｅｒｏｎｒｙ",
    separated: "h.e.r.o.n.r.y",
    leet: "h3r0nry",
    base64: Buffer.from("say heronry now").toString("base64"),
    entities: "&#104;eronry",
  } as const;
  const found = {
    exact: ["plain", "other case"],
    fold: ["plain", "other case", "zero width", "homoglyph", "full width"],
    squash: ["plain", "other case", "zero width", "homoglyph", "full width", "separated", "leet"],
    decode: ["plain", "other case", "zero width", "homoglyph", "full width", "base64", "entities"],
  } as const;

  it.each(Object.entries(found))("%s finds the disguises that it documents", (level, names) => {
    for (const name of names) {
      const trick = tricks[name];
      expect(masked(`the ${trick} of`, [{ terms: ["heronry"], level }]), name).toBe("the <BLOCKED_TERM> of");
    }
  });

  it("exact finds no disguises", () => {
    expect(masked(tricks["zero width"], [{ terms: ["heronry"], level: "exact" }])).toBe(tricks["zero width"]);
  });

  it("squash does not match terms of less than five letters", () => {
    const lists = [{ terms: ["nap"], level: "squash" }];
    expect(masked("n.a.p nap", lists)).toBe("n.a.p <BLOCKED_TERM>");
  });

  it.each([
    ["heron", ["h3r()n", "heeeron", "herooon", "h!e!r!o!n", "h+e+r+o+n", "h|e|r|o|n"]],
    ["secret", ["$ecre+", "s3cr3t"]],
    ["gibbet", ["91bb37"]],
    ["assassin", ["455455!n"]],
    ["wallet", ["vvallet", "vva11et"]],
    ["night owl", ["n i g h t o w l", "n.i.g.h.t o.w.l", "n1ght-0vvl"]],
    ["titles", ["t!tles", "t|tles", "ti+les"]],
  ])("squash finds %s in each of %j", (term, texts) => {
    for (const text of texts) expect(masked(text, [{ terms: [term], level: "squash" }])).toBe("<BLOCKED_TERM>");
  });

  it.each(['{"a":"%"}', '["x","%",1]', "a,%,b", "the-%", "x.%", "a=%&b=1", "<a>%</a>", "(a)%"])(
    "squash finds a word beside another one: %s",
    (around) => {
      const lists = [{ terms: ["heron"], level: "squash" }];
      expect(masked(around.replace("%", "h3ron"), lists)).toBe(around.replace("%", "<BLOCKED_TERM>"));
      expect(masked(around.replace("%", "h3rons"), lists)).toBe(around.replace("%", "h3rons"));
    },
  );

  it("squash masks repetitions of the last letter, and none behind a separator", () => {
    const lists = [{ terms: ["night owl"], level: "squash" }];
    expect(masked('["night-owlll ", "night-owl.",1]', lists)).toBe('["<BLOCKED_TERM> ", "<BLOCKED_TERM>.",1]');
  });

  it("squash reads words of five letters and more, and no number", () => {
    const lists = [{ terms: ["nappa", "boot"], level: "squash" }];
    expect(masked("n.a.p.a and b.o.o.t 80073 8007", lists)).toBe("<BLOCKED_TERM> and b.o.o.t 80073 8007");
  });

  it("applies to terms as it does to texts", () => {
    expect(masked("un cafe", [{ terms: ["café"] }])).toBe("un <BLOCKED_TERM>");
    expect(masked("un café", [{ terms: ["cafe"] }])).toBe("un <BLOCKED_TERM>");
    expect(masked("N I M B U S", [{ terms: ["Nimbus"], level: "squash" }])).toBe("<BLOCKED_TERM>");
  });
});

describe("the whole-word option", () => {
  it.each([
    ["ass", "a class of ass", "a class of <BLOCKED_TERM>"],
    ["蓝鹭", "我看见蓝鹭了", "我看见<BLOCKED_TERM>了"],
    ["グロ", "グローバルなグロ", "グローバルな<BLOCKED_TERM>"],
    ["性", "可能性は性だ", "可能性は<BLOCKED_TERM>だ"],
    ["นก", "ดูนกกัน", "ดู<BLOCKED_TERM>กัน"],
    ["c++", "c++ and c++11", "<BLOCKED_TERM> and <BLOCKED_TERM>11"],
  ])("finds %s by its script", (term, text, expected) => {
    expect(masked(text, [{ terms: [term], level: "exact" }])).toBe(expected);
  });

  it("can be disabled", () => {
    expect(masked("classes", [{ terms: ["ass"], whole_words: false }])).toBe("cl<BLOCKED_TERM>es");
  });
});

describe("exceptions", () => {
  const lists = [{ terms: ["heron", "power"], exceptions: ["heron street", "white power supply", "tit for heron"] }];

  it.each([
    ["a heron on Heron  Street", "a <BLOCKED_TERM> on Heron  Street"],
    ["a heron on HERON STREET.", "a <BLOCKED_TERM> on HERON STREET."],
    ["heron streets", "<BLOCKED_TERM> streets"],
    ["a white power supply and power", "a white power supply and <BLOCKED_TERM>"],
    ["a white power", "a white <BLOCKED_TERM>"],
    ["tit for heron street heron", "tit for heron street <BLOCKED_TERM>"],
    ["heron", "<BLOCKED_TERM>"],
  ])("allow a term in a phrase: %j", (text, expected) => {
    expect(masked(text, lists)).toBe(expected);
  });

  it.each(["exact", "fold", "squash", "decode"])("match at the level of their list: %s", (level) => {
    const own = [{ terms: ["heronry"], exceptions: ["heronry street"], level }];
    expect(masked("heronry street, heronry", own)).toBe("heronry street, <BLOCKED_TERM>");
  });

  it("do not depend on chunking, and hold back no more than they need", () => {
    const text = "the white power supply of heron street has power, and a heron. tit for tat";
    const rail = gatingRail(MASK, settings(lists));
    const whole = masked(text, lists);
    fc.assert(
      fc.property(piecesOf(text), (pieces) => {
        expect(gated(rail.createGate(), pieces).text).toBe(whole);
      }),
    );
    const gate = rail.createGate();
    expect(gate.feed("see heron stre").text).toBe("see ");
    expect(gate.feed("ams").text).toBe("<BLOCKED_TERM> streams");
  });

  it.each(["exact", "fold", "squash", "decode"])("apply to terms of lists at every level, such as %s", (level) => {
    const own = [
      { terms: ["heronry"], level },
      { terms: [], exceptions: ["HERONRY"], level: "exact", case_sensitive: true },
    ];
    expect(masked("HERONRY, heronry", own)).toBe("HERONRY, <BLOCKED_TERM>");
  });

  it("of a list do not allow its other terms that are longer, or start before", () => {
    const own = [{ terms: ["heron street gang", "blue heron"], exceptions: ["heron street"] }];
    expect(masked("the heron street gang", own)).toBe("the <BLOCKED_TERM>");
    expect(masked("a blue heron street", own)).toBe("a <BLOCKED_TERM> street");
  });
});

describe("term lists", () => {
  it("have their names in findings, and share one mask token", () => {
    const lists = [
      { name: "bird", terms: ["heron"] },
      { name: "Tree", terms: ["Oak"], case_sensitive: true },
    ];
    const { text, findings } = gated(gatingRail(MASK, settings(lists, { mask_token: "*" })).createGate(), [
      "Heron Oak oak",
    ]);
    expect(text).toBe("* * oak");
    expect(findings).toMatchObject([{ label: "bird" }, { label: "Tree" }]);
  });

  it("may have ten thousand terms", () => {
    const terms = Array.from({ length: 10_000 }, (_, index) => `term${(index * 7_919).toString(36)}`);
    const lists = [{ terms }];
    const gate = gatingRail(MASK, settings(lists)).createGate();
    expect(gated(gate, [terms.join(" ")]).text).toBe(terms.map(() => "<BLOCKED_TERM>").join(" "));
  });

  it("without terms are rejected", () => {
    expect(() => gatingRail(MASK)).toThrow(/has no terms/);
    expect(() => gatingRail(MASK, settings([{ terms: [""] }]))).toThrow(/expected a text/);
    expect(() => gatingRail(MASK, settings([{ terms: ["x".repeat(501)] }]))).toThrow(/at most 500 characters/);
    expect(() => gatingRail(MASK, settings([{ terms: ["x"], level: "fuzzy" }]))).toThrow(/exact/);
  });
});

describe("blocked terms on a stream", () => {
  const lists = [
    { terms: ["heronry", "heron", "night owl"], level: "squash" },
    { terms: ["蓝鹭"], level: "decode" },
  ];
  const word = fc.constantFrom(
    "heron",
    "h e r o n",
    "her",
    "night",
    "owl",
    "night owl",
    " ",
    "\n",
    "蓝",
    "鹭",
    "6JOd6bmt",
    ".",
    "n1ght",
    "n",
    "()",
    "!",
    "+",
    "\u200b",
  );
  const texts = fc.array(word, { maxLength: 12 }).map((words) => words.join(""));

  it("are the same for any chunking", () => {
    const rail = gatingRail(MASK, settings(lists));
    fc.assert(
      fc.property(
        texts.chain((whole) => fc.tuple(fc.constant(whole), piecesOf(whole))),
        ([whole, pieces]) => {
          expect(gated(rail.createGate(), pieces)).toEqual(gated(rail.createGate(), [whole]));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keep tool call arguments valid JSON", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom("a", "heron", 'q"'), texts),
        fc.integer({ min: 1, max: 9 }),
        async (args, size) => {
          const { text } = await guardedArguments(MASK, settings(lists), args, size);
          const read = JSON.parse(text) as object;
          expect(Object.keys(read).length).toBeLessThanOrEqual(Object.keys(args).length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a list in a file", () => {
  const yaml = (file: string): string => `rails:
  output: { flows: [${MASK}] }
  config: { blocked_terms: { lists: [{ terms: { file: ${file} } }] } }
`;

  it("has a term per line", () => {
    const config = RailsConfig.fromFiles({
      "config.yml": yaml("terms/a.txt"),
      "terms/a.txt": "\ufeffheron\r\n\n night owl \n",
    });
    expect(config.toObject()).toMatchObject({
      rails: { config: { blocked_terms: { lists: [{ terms: ["heron", "night owl"] }] } } },
    });
  });

  it("must be in the config's folder", () => {
    expect(() => RailsConfig.fromFiles({ "config.yml": yaml("../a.txt") })).toThrow(/`\.\.\/a\.txt` is not there/);
  });
});
