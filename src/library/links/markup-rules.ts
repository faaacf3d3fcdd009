import type { PatternRule } from "../../text/patterns/rule.ts";
import { leadsAway } from "./judge-link.ts";
import type { LinkSettings } from "./settings.ts";

/** A destination with a scheme or a host. Others are on the page itself. */
const DESTINATION =
  "(?i)(?:(?:https?|ftps?|wss?|javascript|vbscript|data|intent):|//|/\\\\|\\\\{2}(?![\\\\\"']))(?:[^\\s\\[\\]{}<>\"'`|\\\\\\x00-\\x1f]|\\\\(?![eux0\\\\\"']))+";

/** A quote may be escaped, as in JSON. */
const QUOTE = "\\\\*[\"']";
const LINE = "(?:^|\\n)[ \\t]*";

/** What comes before a destination in markup other than Markdown and HTML text. */
const PLACES: Readonly<Record<string, string>> = {
  AsciiDoc: "(?<!\\w)(?:link|image|video|audio|include):{1,2}(?:\\+\\+)?",
  "AsciiDoc, attribute": `::?[^\\s\\[]+\\[[^\\]\\n]*\\blink=(?:${QUOTE})?`,
  "reStructuredText, directive": `${LINE}\\.\\.[ \\t]+(?:\\|[^|\\n]+\\|[ \\t]+)?(?:image|figure)::[ \\t]*`,
  "reStructuredText, target": `${LINE}(?:\\.\\.[ \\t]+_[^\\n]+:|:(?:target|url):|__)[ \\t]+`,
  "reStructuredText, text": "`[^`<\\n]*<",
  LaTeX: "\\\\(?:href|url|nolinkurl|includegraphics)(?:\\[[^\\]\\n]*\\])?\\{[ \\t]*",
  "a hyperlink of a terminal (OSC 8)": "(?:\\x1b|\\\\(?:e|033|x1b|u001b))\\]8;[^;\\n]*;",
  "a header of HTTP or mail": `${LINE}(?:(?:content-)?location|link|list-[a-z]+):[ \\t]*<?`,
  "a refresh, whose `url=` is optional": `(?:${LINE}refresh:|content\\s*=\\s*(?:${QUOTE})?)\\s*[\\d.]+\\s*[;,]\\s*(?:${QUOTE})?`,
  "Org mode": "\\[\\[",
  BBCode: `\\[(?:url|img|video|audio)\\b[^\\]\\n]*[=\\]](?:${QUOTE})?`,
  Mermaid: `\\bclick\\s+\\w+\\s+(?:href\\s+)?${QUOTE}`,
  "an animation in SVG": `<(?:set|animate)\\b[^<>]*\\s(?:to|from|by|values)\\s*=\\s*(?:${QUOTE})?(?:[^"'<>]*;)?\\s*`,
  "an entity in XML": `\\bsystem\\s+${QUOTE}`,
};

/** Rules for links without a bare scheme in markup that other programs render. */
export const markupRules = (settings: LinkSettings): readonly PatternRule[] =>
  Object.values(PLACES).map((place) => ({
    id: "LINK",
    pattern: DESTINATION,
    context: `(?i)${place}`,
    check: (link) => leadsAway(link, settings),
  }));
