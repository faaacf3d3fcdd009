import type { TortureCase } from "../torture-case.ts";
import { BROKEN_STREAMS } from "./broken-streams.ts";
import { CHANNELS } from "./channels.ts";
import { CHOICES } from "./choices.ts";
import { FLOW } from "./flow.ts";
import { MASKS } from "./masks.ts";
import { SPLIT_VALUES } from "./split-values.ts";
import { SPOOFS } from "./spoofs.ts";
import { STOPPING } from "./stopping.ts";
import { WHOLE_ANSWERS } from "./whole-answers.ts";

export const CASES: readonly TortureCase[] = [
  ...SPLIT_VALUES,
  ...CHANNELS,
  ...CHOICES,
  ...SPOOFS,
  ...MASKS,
  ...BROKEN_STREAMS,
  ...STOPPING,
  ...FLOW,
  ...WHOLE_ANSWERS,
];
