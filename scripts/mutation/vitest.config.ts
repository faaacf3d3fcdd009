import { defineConfig } from "vitest/config";

/** The tests that mutants are shown to. `MUTATION_TESTS` is a pattern for fewer, which makes a run over few files short. */
export default defineConfig({
  test: {
    include: [process.env["MUTATION_TESTS"] ?? "test/{streams,text,wire,rails,engine}/**/*.test.ts"],
    exclude: ["test/text/normalize/**", "test/text/patterns/search/pattern-searcher.test.ts"],
    setupFiles: ["scripts/mutation/setup.ts"],
    testTimeout: 8_000,
  },
});
