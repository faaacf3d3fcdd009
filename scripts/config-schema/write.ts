import { writeFileSync } from "node:fs";
import { configJsonSchema } from "./json-schema.ts";

/** Writes the JSON Schema to `dist`, as part of `npm run build`. */
writeFileSync(new URL("../../dist/config.schema.json", import.meta.url), `${JSON.stringify(configJsonSchema())}\n`);
