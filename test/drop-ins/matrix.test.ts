import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { railsOf } from "../support/engine.ts";
import { REFUSAL } from "../support/refusal.ts";
import { PLAIN, SECRET, script } from "../workers/script.ts";
import { type Provider, startProvider } from "./provider.ts";
import { type Asked, type Got, type Subject, SUBJECTS } from "./subjects.ts";

const PAGE = new URL("../../docs/drop-ins.md", import.meta.url);
const COLUMNS = ["plain", "blocked", "masked", "refused", "tool call", "left early"] as const;

type Column = (typeof COLUMNS)[number];

const { devDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** The public name of a package: `ai6` is an alias for an older version of `ai`. */
const nameOf = (name: string): string => {
  const [, alias, version] = /^npm:(.+)@(.+)$/.exec(devDependencies[name] ?? "") ?? [];
  return alias === undefined ? `${name} ${devDependencies[name]}` : `${alias} ${version}`;
};

const rails = railsOf(`
rails:
  input: { flows: [regex check input] }
  output:
    flows: [regex check output, mask sensitive data on output]
    streaming: { enabled: true }
  config:
    regex_detection: { input: { patterns: [forbidden] }, output: { patterns: ["sk-[a-z0-9]{20,40}"] } }
    sensitive_data_detection: { output: { entities: [EMAIL_ADDRESS] } }
`);

let provider: Provider;
const proved = new Map<Subject, Set<Column>>();

beforeAll(async () => {
  const mail = { match: "mail", content: "Write to joe@example.com today." };
  provider = await startProvider({ replies: [mail, ...(script.replies ?? [])] });
});

afterAll(() => provider.close());

describe.each(SUBJECTS)("$package $call by $dropIn", (subject) => {
  const ask = (question: string, own: Partial<Asked> = {}): Promise<Got> => {
    const { signal } = new AbortController();
    return subject.ask({ rails, origin: provider.url, question, onText: () => {}, signal, ...own });
  };
  const prove = (column: Column): unknown =>
    proved.set(subject, (proved.get(subject) ?? new Set<Column>()).add(column));

  it("streams an allowed answer", async () => {
    expect(await ask("hi")).toMatchObject({ text: PLAIN });
    prove("plain");
  });

  it("cuts off a blocked answer", async () => {
    const got = await ask("leak");
    expect(got).toMatchObject({ text: "The key is ", reason: subject.filtered });
    expect(JSON.stringify(got)).not.toContain(SECRET.slice(0, 6));
    prove("blocked");
  });

  it("masks an answer", async () => {
    expect((await ask("mail")).text).toBe("Write to <EMAIL_ADDRESS> today.");
    prove("masked");
  });

  it("blocks a request", async () => {
    expect(await ask("this is forbidden")).toMatchObject({ text: REFUSAL, reason: subject.filtered });
    prove("refused");
  });

  it("delivers a tool call", async () => {
    expect((await ask("weather")).call).toEqual({ name: "look_up", input: { city: "Lyon" } });
    prove("tool call");
  });

  it("cancels the provider when its reader cancels", async () => {
    const left = provider.left.length;
    const abort = new AbortController();
    await ask("stall", { signal: abort.signal, onText: () => abort.abort() }).catch(() => {});
    await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
    prove("left early");
  });
});

describe("the table of these results", () => {
  /** To update it, run this file with `-u`. */
  it("is in docs/drop-ins.md, between its marks", async () => {
    const page = readFileSync(PAGE, "utf8");
    const [before = "", old = ""] = page.split(/(?<=<!-- matrix -->\n)/);
    const after = old.slice(old.indexOf("<!-- /matrix -->"));
    const cells = (subject: Subject) =>
      COLUMNS.map((column) => (proved.get(subject)?.has(column) === true ? "yes" : ""));
    const rows = SUBJECTS.map(
      (subject) =>
        `| ${nameOf(subject.package)} | \`${subject.call}\` | \`${subject.dropIn}\` | ${cells(subject).join(" | ")} |`,
    );
    const head = `| client | call | drop-in | ${COLUMNS.join(" | ")} |`;
    const table = [head, `|---|---|---|${COLUMNS.map(() => "---|").join("")}`, ...rows].join("\n");
    await expect(`${before}\n${table}\n\n${after}`).toMatchFileSnapshot(PAGE.pathname);
  });
});
