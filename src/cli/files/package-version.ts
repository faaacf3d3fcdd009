import { readFile } from "node:fs/promises";
import { recordOf, textOf } from "../../json.ts";

/** The version of this package. */
export const packageVersion = async (): Promise<string> => {
  const text = await readFile(new URL("../../../package.json", import.meta.url), "utf8");
  return textOf(recordOf(JSON.parse(text))["version"]);
};
