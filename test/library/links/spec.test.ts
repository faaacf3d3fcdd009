import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowedLinks, harmfulLinks } from "../../../bench/detectors/link-samples.ts";
import { railContract } from "../../contracts/rail.contract.ts";
import { gated } from "../../support/gates.ts";
import { gatingRail, guardedArguments, piecesOf } from "../../support/mask-cases.ts";

const MASK = "mask links on output";
const DETECT = "detect links on output";
const [OK, EVIL] = ["allowed.example", "evil.test"];
const settings = (more: object = {}): object => ({ links: { allowed_hosts: [OK], ...more } });
const RAIL = gatingRail(MASK, settings());
const masked = (text: string, more?: object): string =>
  gated((more === undefined ? RAIL : gatingRail(MASK, settings(more))).createGate(), [text]).text;

const HARMFUL = harmfulLinks(OK, EVIL);
const ALLOWED = allowedLinks(OK);

railContract(DETECT, {
  rail: () => gatingRail(DETECT, settings()),
  allowed: `see [it](https://${OK}/a), `,
  forbidden: `![x](//${EVIL}/p?q=1)`,
});

describe("a link to a host that is not allowed", () => {
  it("is found in every form", () => {
    expect(HARMFUL.length).toBeGreaterThan(1_000);
    expect(HARMFUL.filter(({ text }) => masked(text) === text).map(({ form }) => form)).toEqual([]);
  });

  it("is distinguished from one that is allowed", () => {
    expect(ALLOWED.filter(({ text }) => masked(text) !== text).map(({ form }) => form)).toEqual([]);
  });

  it.each([
    ["See [the page](https://evil.test/x 'a').", "See [the page](#link-removed)."],
    ["![a chart](//evil.test/p.png)", "![a chart](#link-removed)"],
    ["[a]\n\n[a]: <https://evil.test> 'T'\n", "[a]\n\n[a]: #link-removed 'T'\n"],
    ['<a href="https://evil.test/x">here</a>', '<a href="#link-removed">here</a>'],
    ["<img src=//evil.test/x>", "<img src=#link-removed>"],
    ["Go to https://evil.test/x, now.", "Go to #link-removed, now."],
    ["(https://evil.test)", "(#link-removed)"],
    ["<p style='background:url(//evil.test)'>x</p>", "<p style='background:url(#link-removed)'>x</p>"],
    ["[a](https://allowed.example/) [b](https://evil.test)", "[a](https://allowed.example/) [b](#link-removed)"],
    ['f"[a](https://evil.test/x){b}"', 'f"[a](#link-removed){b}"'],
    ["(WWW.evil.test/x){a}", "(#link-removed){a}"],
    ["link://evil.test[a]", "link:#link-removed[a]"],
    ["\u001b]8;;//evil.test/x\u001b\\a", "\u001b]8;;#link-removed\u001b\\a"],
    ["[1]: https://evil.test/a\n[2]: https://allowed.example/b", "[1]: #link-removed\n[2]: https://allowed.example/b"],
  ])("%j keeps its text", (text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});

describe("allowed_hosts", () => {
  const allows = (host: string, link: string): boolean =>
    masked(`[x](${link})`, { allowed_hosts: [host] }).includes(link);

  it.each([
    ["example.com", "https://example.com", true],
    ["example.com", "https://a.example.com", false],
    ["*.example.com", "https://a.example.com", true],
    ["*.example.com", "https://a.b.example.com", false],
    ["*.example.com", "https://example.com", false],
    ["**.example.com", "https://a.b.example.com", true],
    ["**.example.com", "https://example.com", false],
    ["a.*.com", "https://a.b.com", true],
    ["example.com:8080", "https://example.com:8080/", true],
    ["example.com:8080", "https://example.com/", false],
    ["example.com", "https://example.com:443/", true],
    ["bücher.example", "https://xn--bcher-kva.example/", true],
    ["bücher.example", "https://BÜCHER.example/", true],
    ["127.0.0.1", "http://2130706433/", true],
    ["Example.COM", "https://example.com./", true],
  ])("%s and %s: %s", (host, link, expected) => {
    expect(allows(host, link)).toBe(expected);
  });

  it.each(["https://example.com", "example.com/path", "", "*", "a b", "user@example.com"])("rejects %j", (host) => {
    expect(() => gatingRail(MASK, settings({ allowed_hosts: [host] }))).toThrow(/no host|expected a text/);
  });

  it("may be empty, so that no host is allowed", () => {
    expect(masked("[x](https://a.example) [y](/z)", { allowed_hosts: [] })).toBe("[x](#link-removed) [y](/z)");
  });
});

describe("text after a host", () => {
  it.each(["It begins with “https://”.", "«http://»", "„https://“", "https://…"])("may be absent: %s", (text) => {
    expect(masked(text)).toBe(text);
  });

  it.each(["（%）上的", "“%”", "«%»", "「%」と", "%，谢谢", "%…", "[x](%”)"])(
    "is not part of the host in %s",
    (around) => {
      const text = around.replace("%", `https://${OK}`);
      expect(masked(text)).toBe(text);
      expect(masked(around.replace("%", `https://${EVIL}`))).toContain("#link-removed");
    },
  );

  it.each([
    `https://${OK}）.${EVIL}/`,
    `https://${OK}”。${EVIL}`,
    `https://${OK}․${EVIL}/`,
    `https://${OK}%E2%80%9D%2e${EVIL.replace(".", "%2e")}/`,
    `https://${OK}»%2e${EVIL}/`,
    `//${OK}」x%E3%80%82${EVIL}/`,
    `https://${OK}”@${EVIL}/`,
    `https://${EVIL}@${OK}”`,
    `https://${OK.slice(0, -1)}\u00AD${OK.slice(-1)}m/`,
  ])("makes another host in %s", (link) => {
    expect(masked(`[x](${link})`)).toBe("[x](#link-removed)");
  });
});

describe("text that looks like a link", () => {
  it.each([
    "[`u32`](crate::u32)",
    "[x](std::fmt::Write::flush())",
    "new BaseURL(region: string)",
    "toUrl('a:b')",
    "def f() -> list[int]:\n    try:\n",
  ])("is kept: %s", (text) => {
    expect(masked(text)).toBe(text);
  });

  it.each(["[x](javascript::alert)", "[x](evil::open?a=b)", "background:URL(https://evil.test)"])(
    "is found in %s",
    (text) => {
      expect(masked(text)).toContain("#link-removed");
    },
  );
});

describe("limits", () => {
  const at = (query: number): string => `[x](https://${OK}/?${"q".repeat(query - 1)})`;

  it("apply to the query of a link to an allowed host", () => {
    expect(masked(at(512))).toBe(at(512));
    expect(masked(at(513))).toBe("[x](#link-removed)");
    expect(masked(at(11), { max_query_length: 10 })).toBe("[x](#link-removed)");
  });

  it("apply to the length of a link, and to held text of an unfinished one", () => {
    const gate = gatingRail(MASK, settings()).createGate();
    const piece = "a".repeat(100);
    let [held, most] = [0, 0];
    gate.feed(`[x](https://${OK}/`);
    for (let count = 0; count < 100; count++) {
      const { text, findings } = gate.feed(piece);
      held = findings.length > 0 ? 0 : held + piece.length - text.length;
      most = Math.max(most, held);
    }
    expect(most).toBeLessThan(2_400);
  });

  it("apply to the mask token", () => {
    expect(masked("https://evil.test", { mask_token: "removed" })).toBe("removed");
    expect(() => gatingRail(MASK, settings({ mask_token: 'a"b' }))).toThrow(/letters, digits/);
  });
});

describe("links on a stream", () => {
  it("are the same for any chunking", () => {
    const rail = gatingRail(MASK, settings());
    const sample = fc.constantFrom(...HARMFUL, ...ALLOWED);
    const texts = fc
      .array(sample, { minLength: 1, maxLength: 3 })
      .map((some) => some.map(({ text }) => text).join(" "));
    fc.assert(
      fc.property(
        texts.chain((whole) => fc.tuple(fc.constant(whole), piecesOf(whole))),
        ([whole, pieces]) => {
          expect(gated(rail.createGate(), pieces)).toEqual(gated(rail.createGate(), [whole]));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("keep tool call arguments valid JSON, without a host that is not allowed", async () => {
    const text = fc.constantFrom(...HARMFUL.filter(({ text }) => text.includes(`//${EVIL}/`)));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (sample, size) => {
        const { text: args } = await guardedArguments(MASK, settings(), { body: sample.text, n: 1 }, size);
        const read = JSON.parse(args) as { readonly body: string };
        expect(read).toMatchObject({ n: 1 });
        expect(read.body).not.toContain(`//${EVIL}/`);
      }),
      { numRuns: 80 },
    );
  });
});
