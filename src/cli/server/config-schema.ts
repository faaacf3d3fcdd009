import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { isSystemError } from "../files/system-error.ts";

/** The JSON Schema of configs, which is part of the package; undefined in a checkout that was not built. */
export const readConfigSchema = async (): Promise<object | undefined> => {
  try {
    const path = createRequire(import.meta.url).resolve("edgerails/config.schema.json");
    return JSON.parse(await readFile(path, "utf8")) as object;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw error;
  }
};
