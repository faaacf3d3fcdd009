import { defineConfig } from "vitest/config";

/** The tests to run for mutants. `MUTATION_TESTS` is a pattern that limits them, for short runs. */
export default defineConfig({
  test: {
    include: [process.env["MUTATION_TESTS"] ?? "test/{streams,text,wire,rails,engine}/**/*.test.ts"],
    exclude: ["test/text/normalize/**", "test/text/patterns/search/pattern-searcher.test.ts"],
    setupFiles: ["scripts/mutation/setup.ts"],
    testTimeout: 8_000,
  },
});
