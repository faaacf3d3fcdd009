const OFFICE = "vnd.openxmlformats-officedocument";

/** Well-known media types. An unknown one is checked like other text, since the client can write anything there. */
const USUAL: ReadonlySet<string> = new Set([
  ...["*", "avif", "bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "svg+xml", "tiff", "webp"].map(
    (name) => `image/${name}`,
  ),
  ...[
    "aac",
    "aiff",
    "flac",
    "m4a",
    "mp3",
    "mp4",
    "mpeg",
    "ogg",
    "opus",
    "pcm",
    "wav",
    "wave",
    "webm",
    "x-m4a",
    "x-wav",
  ].map((name) => `audio/${name}`),
  ...["3gpp", "mp4", "mpeg", "quicktime", "webm", "x-msvideo"].map((name) => `video/${name}`),
  ...["css", "csv", "html", "javascript", "markdown", "plain", "xml"].map((name) => `text/${name}`),
  ...["javascript", "json", "octet-stream", "pdf", "rtf", "x-yaml", "xml", "yaml", "zip", "epub+zip", "msword"].map(
    (name) => `application/${name}`,
  ),
  ...["wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"].map(
    (name) => `application/${OFFICE}.${name}`,
  ),
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  "",
]);

const CHARSET = /^charset=["']?(?:utf-?8|utf-16(?:le|be)?|us-ascii|iso-8859-1|windows-1252)["']?$/i;

/** The declared media type of a `data:` URL, with parameters; empty if it has none, or for other URLs. */
const claimOf = (url: string): string => {
  const [, head = ""] = /^data:([^,]*)/i.exec(url) ?? [];
  return head.replace(/;\s*base64\s*$/i, "").trim();
};

/** The media type of a `data:` URL, with parameters, if it is not a well-known one; else empty. */
export const unusualType = (url: string): string => {
  const claim = claimOf(url);
  const [type = "", ...parameters] = claim.split(";").map((one) => one.trim());
  return USUAL.has(type.toLowerCase()) && parameters.every((one) => CHARSET.test(one)) ? "" : claim;
};

const TOKEN = "[A-Za-z0-9.+*_-]";

const SHAPE = new RegExp(`^(?:${TOKEN}{1,32}/${TOKEN}{1,80})?(?:;\\s*[\\w-]{1,32}=[\\w.+%"'()-]{1,128}){0,4}$`);

/** Whether the declared type of a `data:` URL has the syntax of a media type. True for other URLs. */
export const hasMediaType = (url: string): boolean => SHAPE.test(claimOf(url));
