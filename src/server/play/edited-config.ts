import type { CheckedConfig } from "../../config/checked-config.ts";
import { RailsConfig, type RailsConfigClass } from "../../config/rails-config.ts";
import { ConfigError } from "../../errors.ts";
import { isRecord, type JsonRecord } from "../../json.ts";
import { type PatternEdits, withPatterns } from "../../library/regex-detection/edited-patterns.ts";
import { KnownRails } from "../../library/resolve/known-rails.ts";
import { refuse } from "../reading/parse.ts";

/** Incremental rails only: patterns are run at every keystroke, and each judge would cost a model call. */
const withoutJudges = (config: CheckedConfig, written: JsonRecord): JsonRecord => {
  const { rails } = written;
  if (!isRecord(rails) || !isRecord(rails["output"])) return written;
  const known = KnownRails.of(config);
  const flows = config.rails.output.flows.filter((flow) => known.find(flow, "output")?.flow.reads === "incremental");
  const { options: _, ...output } = rails["output"];
  return { ...written, rails: { ...rails, output: { ...output, flows } } };
};

/** Runs `make`. An error of the edited config becomes a RefusedRequest, since the edits caused it. */
export const editsOrRefuse = <T>(make: () => T): T => {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw refuse(error.issues.map(({ message }) => message).join("\n"), "edits", "The edited config is invalid");
  }
};

/** The config with edited patterns. For a replayed answer it has no judges. */
export const editedConfig = (
  config: CheckedConfig,
  edits: PatternEdits | undefined,
  isReplay: boolean,
): CheckedConfig => {
  if (edits === undefined && !isReplay) return config;
  // The config's own class, so that the same catalog is used.
  const made = config.constructor as RailsConfigClass<RailsConfig>;
  return editsOrRefuse(() => {
    const written = isReplay ? withoutJudges(config, config.toObject()) : config.toObject();
    return RailsConfig.fromObject.call(made, edits === undefined ? written : withPatterns(written, edits));
  });
};
