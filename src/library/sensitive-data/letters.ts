/* Ranges of a character class, beyond ASCII. */

/** Letters and marks of scripts with spaces between words. */
export const SPACED_LETTERS: string =
  "\\u00AA\\u00B5\\u00BA\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02AF\\u0300-\\u037D\\u037F-\\u0386\\u0388-\\u0556\\u0561-\\u0587\\u05D0-\\u05F2" +
  "\\u0620-\\u0669\\u066E-\\u06D3\\u06D5-\\u06FF\\u0710-\\u0963\\u0966-\\u0DF3\\u0F40-\\u0FBC\\u10A0-\\u10FA\\u10FC-\\u10FF\\u1200-\\u135F\\u1380-\\u166C" +
  "\\u1681-\\u169A\\u1820-\\u1FFF\\u2C00-\\u2D7F\\uFB00-\\uFD3D\\uFD50-\\uFDFB\\uFE70-\\uFEFC\\uFF10-\\uFF19\\uFF21-\\uFF3A\\uFF41-\\uFF5A";

/** Letters and marks of scripts without spaces, or with endings directly after foreign words. */
export const SPACELESS_LETTERS: string =
  "\\u0E01-\\u0E3A\\u0E40-\\u0E4E\\u0E50-\\u0EDF\\u1000-\\u1049\\u1100-\\u11FF\\u1780-\\u17D3\\u2E80-\\u2FDF\\u3005-\\u3007\\u3041-\\u309F\\u30A1-\\u30FA\\u30FC-\\u318F" +
  "\\u31A0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\uA4CF\\uAC00-\\uD7FF\\uF900-\\uFAFF\\uFF66-\\uFF9F";

/** Characters that close a quote, a bracket or a sentence. */
export const CLOSING: string =
  "\\u00AB\\u00BB\\u2018-\\u201F\\u2026\\u2039\\u203A\\u3001\\u3002\\u3008-\\u3011\\u3014-\\u301B\\uFF01\\uFF08\\uFF09\\uFF0C\\uFF1A\\uFF1B\\uFF1F\\uFF5D\\u060C\\u061B\\u061F\\u06D4\\u0964";
