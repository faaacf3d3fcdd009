import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { getSystemErrorMap } from "node:util";
import { EdgeRailsError } from "../../errors.ts";
import { isSystemError } from "./system-error.ts";

/** The message of a system error, such as `no space left on device (ENOSPC)`. */
const systemWords = (error: unknown): string => {
  const { errno, code } = isSystemError(error) ? error : {};
  const [name, words] = (errno === undefined ? undefined : getSystemErrorMap().get(errno)) ?? [code, "it failed"];
  return name === undefined ? String(error) : `${words} (${name})`;
};

/**
 * Writes a text file.
 *
 * @throws EdgeRailsError that names the file and the reason
 */
export const writeText = async (
  file: string,
  text: string,
  options: { readonly flag?: "wx"; readonly mode?: number } = {},
): Promise<void> => {
  try {
    await writeFile(file, text, options);
  } catch (cause) {
    throw new EdgeRailsError("io", `Cannot write \`${file}\`: ${systemWords(cause)}`, { cause });
  }
};

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const make = async (folder: string, mode: number): Promise<void> => {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const code = isSystemError(error) ? error.code : undefined;
    if (code === "EEXIST" && (await isFolder(folder))) return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    await make(dirname(folder), mode);
    await mkdir(folder, { mode });
  }
};

/**
 * Creates a folder and its missing parents. `mkdir` with `recursive` does not return on file systems that cannot have
 * folders, such as `/proc`.
 *
 * @throws EdgeRailsError that names the folder and the reason
 */
export const makeFolder = async (folder: string, mode = 0o777): Promise<void> => {
  try {
    await make(folder, mode);
  } catch (cause) {
    throw new EdgeRailsError("io", `Cannot make the folder \`${folder}\`: ${systemWords(cause)}`, { cause });
  }
};
