import { chmodSync } from "node:fs";

// The compiler writes plain files, and npx runs this one where it lies.
chmodSync(new URL("../dist/cli/bin.js", import.meta.url), 0o755);
