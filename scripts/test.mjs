// Runs all tests, and ends with one line with the number of passed tests: `npm test -- [vitest arguments]`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const folder = mkdtempSync(join(tmpdir(), "edgerails-test-"));
const report = join(folder, "report.json");

const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const { status, signal } = spawnSync(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});

const readReport = () => {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return undefined;
  }
};

const results = readReport();
rmSync(folder, { recursive: true, force: true });

const passed = results?.numPassedTests ?? 0;
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
// Files that cannot be loaded, and errors outside of tests, have no failed test. Each counts as one.
const brokenFiles = (results?.testResults ?? []).filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
).length;
const known = (results?.numFailedTests ?? 0) + brokenFiles;
const failed = known === 0 && status !== 0 ? 1 : known;

if (signal !== null) console.error(`vitest was ended by ${signal}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = status ?? 1;
