import type { Route } from "../route.ts";
import { playAnswer } from "./play-answer.ts";
import type { PlayFiles } from "./play-events.ts";
import { playConfigs, playFile } from "./play-page.ts";

/**
 * The page to try configs with: its files, and what it asks. Whoever reaches it and has a key, if there are keys, also sees
 * what rails withhold. A gateway without it carries none of that along.
 *
 * @example
 * createApp({ configs }, playPage(await readPlayFiles()));
 */
export const playPage = (files: PlayFiles): readonly Route[] => [
  { method: "GET", path: "/play", handler: playFile(files), open: true },
  { method: "GET", path: "/play/configs", handler: playConfigs },
  { method: "POST", path: "/play/answers", handler: playAnswer },
  { method: "GET", path: "/play/:file{.+}", handler: playFile(files), open: true },
];
