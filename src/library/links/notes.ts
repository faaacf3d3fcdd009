/** What the settings mean, by their paths below `rails.config.links`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect|mask links on output`.",
  allowed_hosts: "Hosts that may be linked: `example.com`, `*.example.com`, `example.com:8080`.",
  allowed_schemes: "Schemes that may be linked.",
  max_query_length: "Characters that query and fragment of a link may have together.",
  mask_token: "The replacement of a link.",
};
