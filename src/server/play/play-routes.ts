import type { Route } from "../route.ts";
import { playAnswer } from "./play-answer.ts";
import type { PlayFiles } from "./play-events.ts";
import { playConfigs, playFile } from "./play-page.ts";

/**
 * The playground: its files and its API. Everyone who can reach it, with a key if the gateway has keys, sees what rails
 * withhold. A gateway without it bundles none of it.
 *
 * @example
 * createApp({ configs }, playPage(await readPlayFiles()));
 */
export const playPage = (files: PlayFiles): readonly Route[] => {
  const file = playFile(files);
  return [
    { method: "GET", path: "/play", handler: file, open: true },
    { method: "GET", path: "/play/configs", handler: playConfigs },
    { method: "POST", path: "/play/answers", handler: playAnswer },
    { method: "GET", path: "/play/:file{.+}", handler: file, open: true },
  ];
};
