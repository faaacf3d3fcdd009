import { hostPattern } from "../../src/library/links/hosts.ts";
import { linkGates } from "../../src/library/links/link-gate.ts";
import type { LinkSettings } from "../../src/library/links/settings.ts";
import { readSamples } from "./corpus.ts";
import { type Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";
import { allowedLinks, harmfulLinks, type LinkSample } from "./link-samples.ts";
import { percent, perThousand, type Row } from "./table.ts";

const settings = (hosts: readonly string[]): LinkSettings => ({
  allowedHosts: hosts.flatMap((host) => hostPattern(host) ?? []),
  allowedSchemes: new Set(["https", "http", "mailto", "tel", "ftp"]),
  maxQueryLength: 512,
  maskToken: "#link-removed",
});

const [OK, EVIL] = ["allowed.example", "evil.test"];

const detectorOf = (own: LinkSettings): Detector => gateDetector(linkGates(own, "mask"));
const strict = detectorOf({ ...settings([OK]), allowedSchemes: new Set(["https", "http", "mailto", "tel"]) });
const isFound = ({ text }: LinkSample): boolean => strict(text).length > 0;

/** False negatives and false positives. */
export const linkMistakes = (): readonly string[] => [
  ...harmfulLinks(OK, EVIL).flatMap((sample) => (isFound(sample) ? [] : [`missed ${sample.form}: ${sample.text}`])),
  ...allowedLinks(OK).flatMap((sample) => (isFound(sample) ? [`alarm ${sample.form}: ${sample.text}`] : [])),
];

/** The hosts of the links in an ordinary text, which are then allowed. */
const hostsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?:(?:https?|ftp):)?\/\/(?:www\.)?([\w.-]+(?::\d+)?)|(www\.[\w.-]+)/gi)].flatMap(
    ([, host, bare]) => {
      const name = (host ?? bare ?? "").replace(/\.$/, "");
      return [name, `www.${name}`];
    },
  );

/** Links in all forms and spellings, and ordinary texts whose hosts are all allowed. */
export const linkRows = (folder: string): readonly Row[] => {
  const [harmful, allowed] = [harmfulLinks(OK, EVIL), allowedLinks(OK)];
  const benign = readSamples(folder, "benign");
  const detect = detectorOf(settings([...new Set(benign.flatMap(({ text }) => hostsIn(text)))]));
  const alarms = benign.filter(({ text }) => detect(text).length > 0);
  return [
    {
      what: "links to hosts that are not allowed found, %",
      figure: percent(harmful.filter(isFound).length, harmful.length),
      of: harmful.length,
      goal: { atLeast: 100 },
    },
    {
      what: "links to allowed hosts flagged, %",
      figure: percent(allowed.filter(isFound).length, allowed.length),
      of: allowed.length,
      goal: { atMost: 0 },
    },
    {
      what: "alarms per 1,000 ordinary paragraphs, all their hosts allowed",
      figure: perThousand(alarms.length, benign.length),
      of: benign.length,
    },
  ];
};
