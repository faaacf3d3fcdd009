import { isCheckRail, type Rail } from "../../rails/rail.ts";

/** Rails that call a model or a service, or rails that read character by character. */
export type RailKind = "judges" | "incremental";

export const isOfKind = (rail: Rail, kind: RailKind): boolean => isCheckRail(rail) === (kind === "judges");
