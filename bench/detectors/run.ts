import { parseArgs } from "node:util";
import { blockedTermRows } from "./blocked-terms.ts";
import { heldRows } from "./held.ts";
import { idVectorMistakes, idVectorRows } from "./id-vectors.ts";
import { injectionRows } from "./injection.ts";
import { linkMistakes, linkRows } from "./links.ts";
import { loopRows } from "./loops.ts";
import { personalDataMistakes, personalDataRows } from "./personal-data.ts";
import { promptInjectionRows } from "./prompt-injection.ts";
import { missedSecrets, secretRows } from "./secrets.ts";
import { stdnumRows } from "./stdnum.ts";
import { printTable } from "./table.ts";
import { trickyRows } from "./tricky-writing.ts";

/*
 * Scores the detectors of the library on seeded data generated from public facts, and on a folder of samples if one is
 * named. Each figure is printed beside its target.
 */

const { values, positionals } = parseArgs({
  options: {
    missed: { type: "boolean", default: false },
    stdnum: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
  allowPositionals: true,
});
if (values.help) {
  console.log(
    "Usage: npm run eval:detectors [-- DIR] [--missed] [--stdnum PYTHON]\n\nDIR holds secrets.jsonl, pii-spans.jsonl, … as described in bench/README.md. PYTHON has the package python-stdnum.",
  );
  process.exit(0);
}
const folder = positionals[0] ?? "";

printTable("Secrets", secretRows(folder));
printTable("Personal data", personalDataRows(folder));
printTable("Ids", idVectorRows(folder));
printTable("Ids, by python-stdnum", stdnumRows(values.stdnum));
printTable("Tricky writing", trickyRows());
printTable("Blocked terms", blockedTermRows(folder));
printTable("Links", linkRows(folder));
printTable("Injections", injectionRows(folder));
printTable("Prompt injections", promptInjectionRows(folder));
printTable("Loops", loopRows(folder));
printTable("Held on a stream of ordinary English, 4 characters a delta", heldRows(folder));
if (values.missed) {
  for (const line of [...personalDataMistakes(folder), ...idVectorMistakes(folder), ...linkMistakes()])
    console.log(line);
  for (const { src, group, text } of missedSecrets(folder))
    console.log(`missed ${src} ${group}: ${JSON.stringify(text)}`);
}
