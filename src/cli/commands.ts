import { bundleSpec } from "./bundle/spec.ts";
import { chatSpec } from "./chat/spec.ts";
import type { Command } from "./command-line/command.ts";
import { evalSpec } from "./eval/spec.ts";
import { findProvidersSpec } from "./find-providers/spec.ts";
import { hashKeySpec } from "./hash-key/spec.ts";
import { initSpec } from "./init/spec.ts";
import { playSpec } from "./play/spec.ts";
import { replaySpec } from "./replay/spec.ts";
import { serverSpec } from "./server/spec.ts";
import { tortureSpec } from "./torture/spec.ts";
import { validateSpec } from "./validate/spec.ts";

/** The commands in the order of the help text. */
export const COMMANDS: readonly Command[] = [
  { spec: initSpec, load: async () => (await import("./init/init.ts")).init },
  { spec: chatSpec, load: async () => (await import("./chat/chat.ts")).chat },
  { spec: playSpec, load: async () => (await import("./play/play.ts")).play },
  { spec: serverSpec, load: async () => (await import("./server/server.ts")).server },
  { spec: validateSpec, load: async () => (await import("./validate/validate.ts")).validate },
  { spec: findProvidersSpec, load: async () => (await import("./find-providers/find-providers.ts")).findProviders },
  { spec: bundleSpec, load: async () => (await import("./bundle/bundle.ts")).bundle },
  { spec: tortureSpec, load: async () => (await import("./torture/torture.ts")).torture },
  { spec: replaySpec, load: async () => (await import("./replay/replay.ts")).replayCommand },
  { spec: evalSpec, load: async () => (await import("./eval/eval.ts")).evalCommand },
  { spec: hashKeySpec, load: async () => (await import("./hash-key/hash-key.ts")).hashKey },
];
