import type { CheckedConfig } from "../../config/checked-config.ts";
import { GROUP_KEYS, GROUPS } from "../../config/rail-groups.ts";
import { isRecord } from "../../json.ts";
import { patternsOf } from "../../library/regex-detection/edited-patterns.ts";
import { KnownRails } from "../../library/resolve/known-rails.ts";
import { RefusedRequest } from "../failure.ts";
import type { Handler } from "../gateway.ts";
import type { ListedConfig, ListedRail, PlayFiles } from "./play-events.ts";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/** The page loads nothing from other hosts and cannot be framed. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Links every module from the page, so that they load at once and not in a round for each depth of their imports. */
const linkingModules = (files: PlayFiles): PlayFiles => {
  const modules = Object.keys(files).filter((name) => name.endsWith(".js"));
  const links = modules.map((name) => `<link rel="modulepreload" href="play/${name}" />`).join("\n    ");
  const page = files["index.html"];
  return page === undefined ? files : { ...files, "index.html": page.replace("</head>", `  ${links}\n  </head>`) };
};

/** `GET /play` and the files below it. */
export const playFile = (files: PlayFiles): Handler => {
  const served = linkingModules(files);
  return ({ url }) => {
    const [, name = "index.html"] = /\/play\/(.+)$/.exec(new URL(url).pathname) ?? [];
    const text = Object.hasOwn(served, name) ? served[name] : undefined;
    const type = TYPES[name.split(".").at(-1) ?? ""];
    if (text === undefined || type === undefined) {
      throw new RefusedRequest(404, "not_found", "There is nothing at this address: see GET /play");
    }
    return new Response(text, {
      headers: {
        "content-type": type,
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
      },
    });
  };
};

/** The rails of a config by group, in the order in which they run. */
export const railsOf = (config: CheckedConfig): readonly ListedRail[] => {
  const known = KnownRails.of(config);
  return GROUPS.flatMap((group) =>
    config.rails[group].flows.map((flow) => ({
      flow,
      type: GROUP_KEYS[group],
      reads: known.find(flow, group)?.flow.reads ?? "own",
    })),
  );
};

/** The `match` texts of a scripted model. */
const questionsOf = ({ models }: CheckedConfig): readonly string[] => {
  const replies = models.find(({ type }) => type === "main")?.parameters["replies"];
  const matches = (Array.isArray(replies) ? replies : []).map((reply: unknown) => isRecord(reply) && reply["match"]);
  return matches.filter((match) => typeof match === "string");
};

const listed = (id: string, config: CheckedConfig): ListedConfig => {
  const main = config.models.find(({ type }) => type === "main");
  return {
    id,
    model: main === undefined ? "none" : `${main.engine}/${main.model}`,
    rails: railsOf(config),
    ...patternsOf(config),
    questions: questionsOf(config),
  };
};

/** `GET /play/configs`: the configs that the page offers. */
export const playConfigs: Handler = (_request, _record, { registry }, access) =>
  Response.json(registry.ids(access).map((id) => listed(id, registry.config({ ids: [id] }))));
