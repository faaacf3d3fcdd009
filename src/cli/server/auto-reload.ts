import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { fileKind } from "../../config/reading/config-files.ts";
import { ConfigError } from "../../errors.ts";
import type { FetchApp } from "../../node/serve.ts";
import type { CliContext } from "../command-line/command.ts";
import { issueLines } from "../terminal/issue-lines.ts";

/**
 * Milliseconds without changes before a reload: editors write a file in several steps, and folders are copied file by
 * file.
 */
const DEBOUNCE_MS = 100;

export interface Reloading extends FetchApp {
  /** Stops watching. */
  close(): void;
}

/** A folder to watch, and the file names in it that matter. */
interface WatchedFolder {
  readonly folder: string;
  readonly recursive: boolean;
  readonly matters: (name: string) => boolean;
}

/**
 * Config files and folders. Other files are ignored, such as a log beside them that every request and reload writes to.
 */
const isConfigName = (name: string): boolean => fileKind(name) !== "other" || ["", ".md"].includes(extname(name));

/** The folder to watch for a path. For a file it is the parent folder, since editors replace a file by a new one. */
const watchedFolder = async (path: string): Promise<WatchedFolder> => {
  if ((await stat(path)).isDirectory()) {
    return { folder: path, recursive: true, matters: isConfigName };
  }
  const own = basename(path);
  return { folder: dirname(path), recursive: false, matters: (name) => name === own };
};

const watchAll = (folders: readonly WatchedFolder[], onChange: () => void): readonly FSWatcher[] =>
  folders.map(({ folder, recursive, matters }) =>
    watch(folder, { recursive }, (_event, name) => {
      if (name === null || matters(name)) onChange();
    }),
  );

/** An app that can be replaced while it serves. */
class ReplaceableApp implements FetchApp {
  #app: FetchApp;
  readonly #make: () => Promise<FetchApp>;
  readonly #stderr: CliContext["stderr"];
  #timer: NodeJS.Timeout | undefined;
  #reloading: Promise<void> = Promise.resolve();

  constructor(first: FetchApp, make: () => Promise<FetchApp>, stderr: CliContext["stderr"]) {
    this.#app = first;
    this.#make = make;
    this.#stderr = stderr;
  }

  fetch(request: Request): Promise<Response> | Response {
    return this.#app.fetch(request);
  }

  /** Reloads once no other call has come for a while. */
  reloadSoon(): void {
    this.cancelReload();
    this.#timer = setTimeout(() => {
      // In sequence, so that a slow reload cannot replace the result of a later one.
      this.#reloading = this.#reloading.then(() => this.#reload());
    }, DEBOUNCE_MS);
  }

  cancelReload(): void {
    clearTimeout(this.#timer);
  }

  async #reload(): Promise<void> {
    try {
      this.#app = await this.#make();
      this.#stderr.write("Reloaded: requests from now on run under the new config\n");
    } catch (error) {
      const lines = error instanceof ConfigError ? issueLines(error.issues, "error") : [String(error)];
      this.#stderr.write(`${lines.join("\n")}\nNot reloaded: requests still run under the old config\n`);
    }
  }
}

/**
 * An app that is made again when files below the paths change. The new one serves all requests from then on, while
 * running answers finish on the old one. If it cannot be made, the error is printed and the old one stays.
 *
 * @throws when a path cannot be watched
 */
export const autoReload = async (
  first: FetchApp,
  make: () => Promise<FetchApp>,
  paths: readonly string[],
  { stderr }: Pick<CliContext, "stderr">,
): Promise<Reloading> => {
  const app = new ReplaceableApp(first, make, stderr);
  const watchers = watchAll(await Promise.all(paths.map(watchedFolder)), () => app.reloadSoon());
  for (const watcher of watchers) {
    watcher.on("error", (error) => stderr.write(`Changes are not seen any more: ${String(error)}\n`));
  }
  return {
    fetch: (request) => app.fetch(request),
    close: () => {
      app.cancelReload();
      for (const watcher of watchers) watcher.close();
    },
  };
};
