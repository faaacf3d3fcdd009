import { describe, expect, it } from "vitest";
import { HAS_CHROMIUM } from "./launch.ts";
import { answer, ask, usePlayground } from "./playground.ts";

const MARKUP = `<img src=x onerror="document.body.dataset.owned='yes'"><script>document.body.dataset.owned='yes'</script>`;
const REPLIES = [
  { match: "code name", content: "The code name is PROJECT-HERON, said Mara twice." },
  { match: "markup", content: `Here: ${MARKUP} and that is all.` },
  { match: "wait", content: "The code name is PROJECT-HERON.", fault: { stall_after: 7 } },
  { match: "forever", content: "word ".repeat(5_000) },
  { content: "Nothing to see." },
];

/** Texts below the contrast of WCAG 2.2, 1.4.3: 4.5 to 1. What is blurred or switched off needs none. */
const paleTexts = (): readonly string[] => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colours: readonly string[]): readonly number[] => {
    for (const colour of colours) {
      if (canvas === null) throw new Error("There is no canvas");
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...(canvas?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
  };
  const light = (rgb: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = rgb
      .map((value) => value / 255)
      .map((value) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const grounds = (element: Element): readonly string[] => {
    const above = element.parentElement === null ? [] : grounds(element.parentElement);
    return [...above, getComputedStyle(element).backgroundColor];
  };
  /** The colours of the gradient that a button has for its ground. */
  const stops = (element: Element): readonly string[] => {
    const button = element.closest("button");
    return button === null ? [] : (getComputedStyle(button).backgroundImage.match(/rgb\([^)]*\)/g) ?? []);
  };
  const opacityOf = (element: Element): number =>
    Number(getComputedStyle(element).opacity) * (element.parentElement === null ? 1 : opacityOf(element.parentElement));
  const ratioOn = (element: Element, ground: readonly number[]): number => {
    const opacity = opacityOf(element);
    const text = paint([getComputedStyle(element).color]).map(
      (value, at) => value * opacity + (ground[at] ?? 0) * (1 - opacity),
    );
    const [one, other] = [light(text), light(ground)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const ratioOf = (element: Element): number => {
    const below = grounds(element);
    const all = stops(element).map((stop) => paint([...below, stop]));
    return Math.min(...(all.length > 0 ? all : [paint(below)]).map((ground) => ratioOn(element, ground)));
  };
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && !element.matches(":disabled, :disabled *, option, .withheld"))
    .filter(({ childNodes }) =>
      [...childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()),
    )
    .filter((element) => ratioOf(element) < 4.5)
    .map((element) => `${element.tagName} ${element.className}: ${ratioOf(element).toFixed(2)}`);
};

describe.runIf(HAS_CHROMIUM)("the page to play with, in Chromium", { timeout: 60_000 }, () => {
  const { openPage, upstreamEvents } = usePlayground(REPLIES);

  it("shows an answer with its masks, the figures and the timeline of every rail", async () => {
    const page = await openPage();
    await ask(page, "the code name");
    expect(await answer(page)).toBe("The code name is <REDACTED>, said Mara twice.");
    expect(await page.getAttribute("#answer mark", "title")).toContain("the model wrote: PROJECT-HERON");
    expect(await page.textContent("#figures")).toMatch(/Verdict\s*masked/);
    expect(await page.textContent("#figures")).toMatch(/Upstream\s*finished/);
    expect(await page.locator(".lane").allTextContents()).toEqual([
      expect.stringContaining("model"),
      expect.stringContaining("reader"),
      expect.stringMatching(/^held back≤ 1[0-9] chars, \d+ ms$/),
      expect.stringMatching(/^regex redact output1 found · ≤ 1[0-9] chars, \d+ ms$/),
    ]);
  });

  it("shows what a rail holds back while it does", async () => {
    const page = await openPage();
    await page.fill("#question", "wait");
    await page.click("#run");
    await page.waitForSelector("#answer .held >> text=PROJ");
    expect(await answer(page)).toBe("The code name is PROJ");
    expect(await page.textContent("#figures")).toMatch(/Held back\s*4 chars/);
    await page.click("#stop");
  });

  it("tries changed patterns at once on the last answer, without the model", async () => {
    const page = await openPage();
    await ask(page, "the code name");
    const asked = upstreamEvents.filter(({ type }) => type === "request").length;
    await page.fill("#patterns", "Mara");
    await page.waitForSelector("#answer mark[title*=Mara]");
    expect(await answer(page)).toBe("The code name is PROJECT-HERON, said <REDACTED> twice.");
    await page.selectOption("#action", "block");
    await page.waitForSelector("#answer .withheld");
    expect(await page.textContent("#answer .closing")).toContain("Blocked by regex check output");
    await page.fill("#patterns", "(");
    await page.waitForSelector("#problem:not(:empty)");
    expect(await page.textContent("#problem")).toContain("Pattern '('");
    expect(await page.textContent("#answer .closing")).toContain("Blocked by regex check output");
    await page.click("#reset");
    await page.waitForSelector("#answer mark[title*=HERON]");
    expect(upstreamEvents.filter(({ type }) => type === "request")).toHaveLength(asked);
  });

  it("shows whatever a model writes as text", async () => {
    const page = await openPage();
    await page.selectOption("#config", "open");
    await ask(page, "markup");
    expect(await answer(page)).toBe(`Here: ${MARKUP} and that is all.`);
    expect(await page.locator("#answer img, #answer script").count()).toBe(0);
    expect(await page.getAttribute("body", "data-owned")).toBe(null);
  });

  it("stops by the keyboard, and the model with it; asks again", async () => {
    const page = await openPage();
    await page.selectOption("#config", "open");
    await page.fill("#question", "forever");
    upstreamEvents.length = 0;
    await page.press("#question", "Control+Enter");
    await page.waitForSelector("#answer .caret");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#run:visible");
    await expect
      .poll(() => upstreamEvents.some((event) => event.type === "end" && event.reason === "cancelled"))
      .toBe(true);
    expect(await page.textContent("#status")).toContain("Stopped");
    await page.waitForSelector("#figures >> text=never known");
    const figures = (await page.textContent("#figures")) ?? "";
    expect(figures).toMatch(/Upstreamstopped/);
    expect(figures).not.toContain("so far");
    expect(await page.locator("#answer .caret").count()).toBe(0);
    await page.click("#again");
    await page.waitForSelector("#stop:visible");
    await page.click("#stop");
    await page.waitForSelector("#run:visible");
  });

  it("is dark or light as the system is, and as somebody says", async () => {
    const page = await openPage({ colorScheme: "light" });
    const ground = (): Promise<string> =>
      page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    const light = await ground();
    // Without a script that says so, since until it runs the page would flash.
    expect(await page.getAttribute("html", "data-theme")).toBeNull();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await ground()).not.toBe(light);
    await page.waitForSelector("#theme[aria-label='Switch to light']");
    await page.click("#theme");
    expect(await ground()).toBe(light);
    await page.reload();
    expect(await ground()).toBe(light);
  });

  it("shows the whole name of every rail in the timeline, on a desk and on a phone", async () => {
    for (const width of [1240, 360]) {
      const page = await openPage({ viewport: { width, height: 880 } });
      await ask(page, "the code name");
      const cut = await page.locator(".lane").evaluateAll((lanes) =>
        lanes.flatMap((one) => {
          const name = one.querySelector(".lane-name") as HTMLElement;
          name.textContent = "activefence moderation on input detailed";
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = name;
          return scrollWidth > clientWidth || scrollHeight > clientHeight ? [[width, scrollWidth, clientWidth]] : [];
        }),
      );
      expect(cut).toEqual([]);
    }
  });

  it("is walked through by the keyboard alone, and tells a screen reader what it shows", async () => {
    const page = await openPage();
    await page.focus("#question");
    await page.keyboard.type("the code name");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#answer:not(:has(.caret)):has(.text)");
    const reached: string[] = [];
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.id ?? ""));
    }
    expect(reached).toEqual(expect.arrayContaining(["again", "run", "patterns", "action", "reset"]));
    expect(await page.getByRole("status").textContent()).not.toBe("");
    const timeline = await page.locator("#timeline").ariaSnapshot();
    expect(timeline.match(/regex redact output/g)).toHaveLength(1);
    expect(timeline).toMatch(/regex redact output 1 found/);
    const unnamed = page.locator("button:visible, select:visible, textarea:visible");
    const names = await unnamed.evaluateAll((all) =>
      all.map((one) => {
        const { labels } = one as HTMLInputElement;
        return one.getAttribute("aria-label") ?? (one.textContent || labels?.[0]?.textContent) ?? "";
      }),
    );
    expect(names.filter((name) => name.trim() === "")).toEqual([]);
  });

  it("keeps the keyboard where it is while Ask and Stop take each other's place", async () => {
    const page = await openPage();
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await page.fill("#question", "forever");
    await page.press("#run", "Enter");
    await page.waitForSelector("#stop:visible");
    expect(await focused()).toBe("stop");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#run:visible");
    expect(await focused()).toBe("run");
  });

  it("tells in words what is withheld, which colours tell the eye", async () => {
    const page = await openPage();
    await ask(page, "the code name");
    await page.selectOption("#action", "block");
    await page.waitForSelector("#answer .withheld");
    expect(await page.locator("#answer").ariaSnapshot()).toMatch(/withheld: .+ end of what was withheld/);
  });

  it.each(["light", "dark"] as const)("is legible where it is %s, and its lists are lists", async (colorScheme) => {
    const page = await openPage({ colorScheme });
    await page.fill("#question", "forever");
    await page.press("#question", "Control+Enter");
    await page.waitForSelector("#stop:visible");
    expect(await page.evaluate(paleTexts)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#run:visible");
    await ask(page, "the code name");
    expect(await page.evaluate(paleTexts)).toEqual([]);
    // What stands in a group of a definition list is terms and descriptions (HTML, 4.4.9).
    const strangers = page.locator("dl > div > :not(dt, dd)");
    expect(await strangers.count()).toBe(0);
  });

  it("asks for all its modules before the first has arrived", async () => {
    const page = await openPage();
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route("**/play/main.js", async (route) => {
      await arrived;
      await route.continue();
    });
    const deepest = page.waitForRequest(/offsets\.js$/);
    await page.reload({ waitUntil: "commit" });
    await deepest;
    arrive();
    await page.waitForSelector("body[data-state=ready]");
  });

  it("fits a phone", async () => {
    const page = await openPage({ viewport: { width: 360, height: 740 } });
    await ask(page, "the code name");
    const overflow = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow).toBe(0);
    const sizes = await page
      .locator("button:visible, select:visible")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(28);
  });
});
