import { railModules } from "../../src/library/resolve/used-rails.ts";

interface NotesModule {
  readonly notes: Readonly<Record<string, string>>;
}

/**
 * Descriptions of the settings of rails, by path, from `notes.ts` in the folder of each rail, which is never bundled.
 */
export const settingNotes = async (): Promise<Readonly<Record<string, string>>> => {
  const all = railModules().flatMap(async ({ folder, spec: { settings } }) => {
    if (settings === undefined) return [];
    const { notes } = (await import(`../../src/library/${folder}/notes.ts`)) as NotesModule;
    return Object.entries(notes).map(([path, note]) => [
      ["rails.config", settings.key, ...(path === "" ? [] : [path])].join("."),
      note,
    ]);
  });
  return Object.fromEntries((await Promise.all(all)).flat()) as Readonly<Record<string, string>>;
};
