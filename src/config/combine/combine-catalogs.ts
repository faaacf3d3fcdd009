import type { Catalog } from "../config-types.ts";

/** All that some catalogs have; of two engines with one name, that of the first. */
export const combineCatalogs = (catalogs: readonly Catalog[]): Catalog => ({
  ...Object.assign({}, ...catalogs.toReversed()),
  rails: [...new Set(catalogs.flatMap(({ rails }) => rails ?? []))],
  engines: Object.assign({}, ...catalogs.toReversed().map(({ engines }) => engines)) as NonNullable<Catalog["engines"]>,
  formats: [...new Set(catalogs.flatMap(({ formats }) => formats ?? []))],
});
