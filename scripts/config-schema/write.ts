import { writeFileSync } from "node:fs";
import { configJsonSchema } from "./json-schema.ts";

/** Part of `npm run build`: the schema beside the code that reads configs. */
writeFileSync(new URL("../../dist/config.schema.json", import.meta.url), `${JSON.stringify(configJsonSchema())}\n`);
