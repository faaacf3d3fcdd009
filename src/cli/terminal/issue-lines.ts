import type { ConfigIssue } from "../../errors.ts";
import { inertLine } from "./inert-text.ts";

/** Formats issues, one per line: `folder/config.yml:12: rails.output: message`. */
export const issueLines = (issues: readonly ConfigIssue[], kind: "error" | "warning"): readonly string[] =>
  issues.map(({ source, line, path, message }) => {
    const place = source === undefined ? "" : `${source}${line === undefined ? "" : `:${line}`}: `;
    const text = `${kind === "warning" ? "warning: " : ""}${path === undefined ? "" : `${path}: `}${message}`;
    return inertLine(place + text);
  });
