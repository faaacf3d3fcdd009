const OFFICE = "vnd.openxmlformats-officedocument";

/** Types of data that everybody uses, so that they tell nothing but what they name. */
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

/** What a `data:` URL says of its data. Empty where it says nothing, and for anything else. */
const claimOf = (url: string): string => {
  const [, head = ""] = /^data:([^,]*)/i.exec(url) ?? [];
  return head.replace(/;\s*base64\s*$/i, "").trim();
};

/**
 * The media type of a `data:` URL with its parameters, where it is none that everybody uses: whoever writes the URL may
 * write there what they like, and who gets it may read it. Else an empty text.
 */
export const unusualType = (url: string): string => {
  const claim = claimOf(url);
  const [type = "", ...parameters] = claim.split(";").map((one) => one.trim());
  return USUAL.has(type.toLowerCase()) && parameters.every((one) => CHARSET.test(one)) ? "" : claim;
};

const TOKEN = "[A-Za-z0-9.+*_-]";

const SHAPE = new RegExp(`^(?:${TOKEN}{1,32}/${TOKEN}{1,80})?(?:;\\s*[\\w-]{1,32}=[\\w.+%"'()-]{1,128}){0,4}$`);

/** Whether what a `data:` URL says of its data has the shape of a media type. True of URLs of other kinds. */
export const hasMediaType = (url: string): boolean => SHAPE.test(claimOf(url));
