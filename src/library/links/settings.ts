import { list, type Schema, strict, text, whole, withDefault } from "../../config/schema/schema-parts.ts";
import { hostPattern, type HostPattern } from "./hosts.ts";

/** The settings of the link rails. */
export interface LinkSettings {
  readonly allowedHosts: readonly HostPattern[];
  /** In lower case. Default `https`, `http`, `mailto`, `tel`. */
  readonly allowedSchemes: ReadonlySet<string>;
  /** Maximum length of query and fragment together, percent-encoded. Default 512. */
  readonly maxQueryLength: number;
  /** The replacement of a masked link. Default `#link-removed`. */
  readonly maskToken: string;
}

const SCHEMES: readonly string[] = ["https", "http", "mailto", "tel"];
/** A replacement that cannot end an attribute, Markdown parentheses, or a string. */
const TOKEN = /^[\w#.-]{1,64}$/;

/** `rails.config.links`. */
export const linkSettings: Schema<LinkSettings> = strict(
  {
    allowed_hosts: withDefault(list(text), []),
    allowed_schemes: withDefault(list(text), SCHEMES),
    max_query_length: withDefault(whole(0, 2_000), 512),
    mask_token: withDefault(text, "#link-removed"),
  },
  ({ allowed_hosts, allowed_schemes, max_query_length, mask_token }): LinkSettings => ({
    allowedHosts: allowed_hosts.flatMap((host) => hostPattern(host) ?? []),
    allowedSchemes: new Set(allowed_schemes.map((scheme) => scheme.toLowerCase().replace(/:$/, ""))),
    maxQueryLength: max_query_length,
    maskToken: mask_token,
  }),
  ({ allowed_hosts, mask_token }, report) => {
    if (typeof mask_token === "string" && !TOKEN.test(mask_token)) {
      report(
        ["mask_token"],
        "expected up to 64 letters, digits and signs of `_ # . -`, which no link or quote ends at",
      );
    }
    for (const [index, host] of (Array.isArray(allowed_hosts) ? allowed_hosts : []).entries()) {
      if (typeof host !== "string" || hostPattern(host) !== undefined) continue;
      report(
        ["allowed_hosts", index],
        `"${host}" is no host: write \`example.com\`, \`*.example.com\` or \`example.com:8080\``,
      );
    }
  },
);
