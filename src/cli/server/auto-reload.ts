import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { fileKind } from "../../config/reading/config-files.ts";
import { ConfigError } from "../../errors.ts";
import type { FetchApp } from "../../node/serve.ts";
import type { CliContext } from "../command-line/command.ts";
import { issueLines } from "../terminal/issue-lines.ts";

/** Editors write a file in several steps, and a folder of files comes one by one. */
const QUIET_MS = 100;

export interface Reloading extends FetchApp {
  /** Stops watching. */
  close(): void;
}

/** A folder to watch, and which names in it matter. */
interface Watched {
  readonly folder: string;
  readonly recursive: boolean;
  readonly matters: (name: string) => boolean;
}

/** Files of configs, and folders. A log that stands beside them is written at every request, and at every reload. */
const isOfConfig = (name: string): boolean => fileKind(name) !== "other" || ["", ".md"].includes(extname(name));

/** Where changes are looked for: of a file its folder, since editors put another file in its place. */
const watchedAt = async (path: string): Promise<Watched> => {
  if ((await stat(path)).isDirectory()) {
    return { folder: path, recursive: true, matters: isOfConfig };
  }
  const own = basename(path);
  return { folder: dirname(path), recursive: false, matters: (name) => name === own };
};

/**
 * An app that is made again when something changes below one of the paths. The new one takes over as a whole, for requests
 * that come from then on; answers under way stay with theirs. One that cannot be made changes nothing, and is told.
 *
 * @throws when a path cannot be watched
 */
export const autoReload = async (
  first: FetchApp,
  make: () => Promise<FetchApp>,
  paths: readonly string[],
  { stderr }: Pick<CliContext, "stderr">,
): Promise<Reloading> => {
  let current = first;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const reload = async (): Promise<void> => {
    try {
      current = await make();
      stderr.write("Reloaded: requests from now on run under the new config\n");
    } catch (error) {
      const lines = error instanceof ConfigError ? issueLines(error.issues, "error") : [String(error)];
      stderr.write(`${lines.join("\n")}\nNot reloaded: requests still run under the old config\n`);
    }
  };
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // One after the other, so that an older one never takes the place of a newer one.
      running = running.then(reload);
    }, QUIET_MS);
  };
  const watched = await Promise.all(paths.map(watchedAt));
  const watchers = watched.map(({ folder, recursive, matters }): FSWatcher =>
    watch(folder, { recursive }, (_event, name) => {
      if (name === null || matters(name)) onChange();
    }),
  );
  for (const watcher of watchers) {
    watcher.on("error", (error) => stderr.write(`Changes are not seen any more: ${String(error)}\n`));
  }
  return {
    fetch: (request) => current.fetch(request),
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
