import { chmodSync } from "node:fs";

// The compiler writes files without the executable bit, which npx needs.
chmodSync(new URL("../dist/cli/bin.js", import.meta.url), 0o755);
