import { percentDecoded } from "./data-url.ts";

/** The texts of an http(s) address: as it is written, and as whoever is asked for it reads it, where a `+` may be a space. */
export const textsOfAddress = (address: string): readonly string[] => [
  address,
  new TextDecoder().decode(percentDecoded(address.replaceAll("+", " "))),
];
