import { percentDecoded } from "./data-url.ts";

/**
 * The texts of an http(s) address: as it is written, and with its escapes undone, as whoever is asked for it reads it. In a
 * query a `+` is a space.
 */
export const textsOfAddress = (address: string): readonly string[] => {
  const [before = "", ...query] = address.split("?");
  const plain = [before, ...query.map((text) => text.replaceAll("+", " "))].join("?");
  return [...new Set([address, new TextDecoder().decode(percentDecoded(plain))])];
};
