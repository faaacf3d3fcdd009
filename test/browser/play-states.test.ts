import { describe, expect, it } from "vitest";
import { HAS_CHROMIUM } from "./launch.ts";
import { answer, ask, usePlayground } from "./playground.ts";

const REPLIES = [
  { match: "hebrew", content: "קוד הפרויקט הוא PROJECT-HERON ולא אחר." },
  { match: "long", content: `${"word ".repeat(60)}Mara.` },
  { match: "book", content: `${"a\n".repeat(1_001)}PROJECT-HERON.`, fault: { stall_after: 669 } },
  { match: "break", content: "It breaks off in the middle of this.", fault: { error_after: 4 } },
  { content: "The code name is PROJECT-HERON, said Mara." },
];

describe.runIf(HAS_CHROMIUM)("the states of the page to play with", { timeout: 60_000 }, () => {
  const { openPage } = usePlayground(REPLIES);

  it("says that a provider broke off, in words, figures and the status", async () => {
    const page = await openPage();
    await ask(page, "break");
    expect(await page.textContent("#answer .closing.failed")).toMatch(/provider.+\. Press Again in a moment\. The log/);
    expect(await page.textContent("#figures")).toMatch(/Upstreamfailed/);
    expect(await page.textContent("#figures")).toContain("until it failed");
    expect(await page.textContent("#status")).toBe("The answer failed.");
  });

  it("says that the gateway is gone, and that it left in mid-answer", async () => {
    const page = await openPage({}, /net::ERR_FAILED/);
    await page.route("**/play/answers", (route) => route.abort());
    await ask(page, "x");
    expect(await page.textContent("#answer .closing.failed")).toContain("The gateway cannot be reached");
    await page.unroute("**/play/answers");
    await page.route("**/play/answers", (route) => route.fulfill({ body: '{"at":1,"type":"begin","rails":[]}\n' }));
    await page.click("#again");
    await page.waitForSelector("#answer .closing.failed >> text=broke off");
    expect(await page.locator("#answer .caret").count()).toBe(0);
  });

  it("asks for a key once the gateway wants one, whatever it said before", async () => {
    const page = await openPage({}, /401 \(Unauthorized\)/);
    await page.route("**/play/answers", (route) => route.fulfill({ status: 401, json: {} }));
    await ask(page, "x");
    expect(await page.textContent("#answer .closing.failed")).toBe("Enter a key of this gateway.");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("key");
    await page.unroute("**/play/answers");
    await page.keyboard.type("any");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#key-form", { state: "hidden" });
    await ask(page, "x");
    expect(await answer(page)).toContain("<REDACTED>");
  });

  it("shows that it waits, instead of the last answer, while the next has not begun", async () => {
    const page = await openPage();
    await ask(page, "x");
    let go = (): void => {};
    const gone = new Promise<void>((resolve) => (go = resolve));
    await page.route("**/play/answers", async (route) => {
      await gone;
      await route.continue();
    });
    await page.click("#again");
    await page.waitForSelector("#answer .caret");
    expect(await answer(page)).toBe("");
    expect(await page.textContent("#status")).toBe("");
    go();
    await page.waitForSelector("#answer mark");
  });

  it("forgets the answer of another config, and keeps a question of somebody's own", async () => {
    const page = await openPage();
    await page.click(".chip >> nth=0");
    await page.waitForSelector("#answer mark");
    await page.selectOption("#config", "open");
    await page.waitForSelector("#answer .empty");
    expect(await page.textContent("#figures")).toBe("");
    expect(await page.isDisabled("#again")).toBe(true);
    await page.fill("#question", "my own");
    await page.selectOption("#config", "masks");
    expect(await page.inputValue("#question")).toBe("my own");
  });

  it("tries patterns that were edited while an answer was written once it is complete", async () => {
    const page = await openPage();
    await page.fill("#question", "long");
    await page.click("#run");
    await page.waitForSelector("#answer .caret");
    await page.fill("#patterns", "Mara");
    await page.waitForSelector("#answer mark[title*=Mara]");
    expect(await page.textContent("#source")).toContain("recorded answer");
  });

  it("scrolls a long answer by itself and follows it, unless somebody scrolled away", async () => {
    const page = await openPage();
    const behind = () => page.locator("#answer").evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);
    await page.fill("#question", "book");
    await page.click("#run");
    await page.waitForSelector("#answer .held");
    expect(await behind()).toBeLessThan(2);
    const { height, scroll } = await page
      .locator("#answer")
      .evaluate((box) => ({ height: box.clientHeight / innerHeight, scroll: box.scrollHeight / innerHeight }));
    expect([height <= 0.6, scroll > 1]).toEqual([true, true]);
    await page.focus("#answer");
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector("#answer")?.scrollTop === 0);
    await page.click("#stop");
    await page.waitForSelector("#answer .withheld");
    expect(await page.locator("#answer").evaluate((box) => box.scrollTop)).toBe(0);
  });

  it("keeps a selection while the answer goes on", async () => {
    const page = await openPage();
    await page.fill("#question", "long");
    await page.click("#run");
    await page.waitForSelector("#answer .text >> text=word word word");
    await page.evaluate(() => {
      const text = document.querySelector("#answer .text")?.firstChild;
      if (text) getSelection()?.setBaseAndExtent(text, 0, text, 9);
    });
    await page.waitForSelector("#answer:not(:has(.caret)):has(.text)");
    expect(await page.evaluate(() => getSelection()?.toString())).toBe("word word");
  });

  it("begins a paragraph where its script does", async () => {
    const page = await openPage();
    await ask(page, "hebrew");
    const [left, middle] = await page.locator("#answer .text").evaluate((text) => {
      const first = document.createRange();
      first.setStart(text.firstChild ?? text, 0);
      first.setEnd(text.firstChild ?? text, 1);
      const { left: from, width } = text.getBoundingClientRect();
      return [first.getBoundingClientRect().left, from + width / 2];
    });
    expect(left).toBeGreaterThan(middle ?? Infinity);
  });

  it.each([1240, 360])("tells the keyboard and fingers what a mask replaced, %i pixels wide", async (width) => {
    const page = await openPage({ viewport: { width, height: 800 } });
    await ask(page, "x");
    await page.focus("#answer mark");
    const told = await page
      .locator("#answer mark")
      .evaluate((mark) => [getComputedStyle(mark, "::after").content, getComputedStyle(mark, "::after").position]);
    expect(told).toEqual([expect.stringContaining("the model wrote: PROJECT-HERON"), "absolute"]);
    const overflow = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow).toBe(0);
  });
});
