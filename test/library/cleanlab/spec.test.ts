import { expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { railSources } from "../../support/rail-sources.ts";

it("cleanlab trustworthiness is a known flow that is rejected with the reason and a solution", () => {
  const config = RailsConfig.fromObject({ rails: { output: { flows: ["cleanlab trustworthiness"] } } });
  const resolve = (): unknown => resolveRails(railSources(config));
  expect(resolve).toThrow("as a Python package and not as an HTTP interface");
  expect(resolve).toThrow("use an action or a rail of your own");
});
