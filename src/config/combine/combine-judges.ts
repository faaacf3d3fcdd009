import type { ConfigIssue } from "../../errors.ts";
import { issueAt } from "../reading/config-node.ts";
import type { ModelConfig, PromptConfig, RailsConfigData } from "../config-types.ts";
import { DEFAULT_INSTRUCTION } from "../default-texts.ts";
import { flowId, formatFlowId } from "../flow-id.ts";
import { canonical } from "../reading/merge-nodes.ts";

/** A config with what it is called in messages. */
export interface NamedConfig {
  readonly name: string;
  readonly config: RailsConfigData;
}

const GENERAL = "general";
/** The mode prompts are asked in; those in another are never the one. */
const MODE = "standard";

const quote = (text: string): string => `\`${text}\``;

const pairs = <T>(list: readonly T[]): [T, T][] =>
  list.flatMap((one, index) => list.slice(index + 1).map((other): [T, T] => [one, other]));

const keyed = <T>(list: readonly T[], key: (item: T) => string): Map<string, T> =>
  new Map(list.map((item) => [key(item), item]));

/** What a judge is told and how it is heard. A single text is the message of a user. */
function wording({ content, messages, outputParser, maxLength, maxTokens, stop }: PromptConfig): string {
  const said = (messages ?? [{ type: "user", content: content ?? "" }]).map((message) =>
    typeof message === "string" ? message.trim() : { ...message, content: message.content.trim() },
  );
  return canonical({ said, outputParser, maxLength, maxTokens, stop });
}

const seat = ({ task, models, mode }: PromptConfig): string =>
  canonical([task, models.map((entry) => entry.toLowerCase()).toSorted(), mode]);

const identity = (prompt: PromptConfig): string => canonical([seat(prompt), wording(prompt)]);

/** Of prompts for the same task, models and mode, the last is the one that is asked. */
const askedPrompts = (prompts: readonly PromptConfig[]): PromptConfig[] => [...keyed(prompts, seat).values()];

/** Whether two lists of `models` may lead to one model: an entry fits each model whose name it is a part of. */
function overlap(one: PromptConfig, other: PromptConfig, models: readonly string[]): boolean {
  if (one.models.length === 0 || other.models.length === 0) return true;
  const [left, right] = [one, other].map((prompt) => prompt.models.map((entry) => entry.toLowerCase()));
  const fits = (entries: readonly string[], text: string): boolean => entries.some((entry) => text.includes(entry));
  return [...models, ...(left ?? []), ...(right ?? [])].some(
    (text) => fits(left ?? [], text) && fits(right ?? [], text),
  );
}

const fullName = ({ engine, model }: ModelConfig): string => `${engine}/${model}`.toLowerCase();

const promptIssue = ({ name, config }: NamedConfig, prompt: PromptConfig, message: string): ConfigIssue =>
  issueAt({ source: name, path: ["prompts", config.prompts.indexOf(prompt)] }, message);

/** Prompts of two configs for one task of which only one would be asked. Both having both is no conflict. */
function comparePrompts([one, other]: readonly [NamedConfig, NamedConfig], models: readonly string[]): ConfigIssue[] {
  const [mine, theirs] = [askedPrompts(one.config.prompts), askedPrompts(other.config.prompts)];
  const [mineToo, theirsToo] = [keyed(mine, identity), keyed(theirs, identity)];
  const byTask = new Map<string, typeof mine>();
  for (const rival of mine) byTask.set(rival.task, [...(byTask.get(rival.task) ?? []), rival]);
  const differs = (prompt: PromptConfig): boolean =>
    (byTask.get(prompt.task) ?? []).some(
      (rival) =>
        rival.mode === prompt.mode &&
        wording(rival) !== wording(prompt) &&
        !(mineToo.has(identity(prompt)) && theirsToo.has(identity(rival))) &&
        overlap(rival, prompt, models),
    );
  const told = keyed(theirs.filter(differs), ({ task }) => task);
  return [...told.values()].map((prompt) => {
    const cure = "write the same prompt in both, or give each its own `models`";
    const message = `${quote(one.name)} and ${quote(other.name)} have different prompts for the task ${quote(prompt.task)}, and only one of them would be asked: ${cure}`;
    return promptIssue(other, prompt, message);
  });
}

interface FlowTask {
  readonly flow: string;
  /** Names under which its prompt is looked up, the first that has one wins. */
  readonly names: readonly string[];
}

function flowTasks({ rails }: RailsConfigData): FlowTask[] {
  const { input, output, retrieval, toolInput, toolOutput } = rails;
  return [input, output, retrieval, toolInput, toolOutput].flatMap(({ flows }) =>
    flows.map((flow) => {
      const { name, params } = flowId(flow);
      const task = name.replaceAll(" ", "_");
      const { model } = params;
      return { flow, names: model === undefined ? [task] : [formatFlowId({ name: task, params: { model } }), task] };
    }),
  );
}

/** Prompts of `other` that a flow of `one` would find before its own, or before the built-in one. */
function findReplaced(one: NamedConfig, other: NamedConfig): ConfigIssue[] {
  const own = one.config.prompts.filter(({ mode }) => mode === MODE);
  return flowTasks(one.config).flatMap(({ flow, names }) => {
    const at = names.findIndex((name) => own.some(({ task }) => task === name));
    const asked = own.filter(({ task }) => task === names[at]).map(wording);
    const open = at === -1 ? names : names.slice(0, at);
    const found = other.config.prompts.find(
      (prompt) => prompt.mode === MODE && open.includes(prompt.task) && !asked.includes(wording(prompt)),
    );
    if (found === undefined) return [];
    const message = `${quote(one.name)} has no prompt of its own for the task ${quote(found.task)}, which its flow ${quote(flow)} runs, and this one of ${quote(other.name)} would change what it asks: write the same prompt in both`;
    return [promptIssue(other, found, message)];
  });
}

const generalOf = ({ instructions }: RailsConfigData): string | undefined =>
  instructions.find(({ type }) => type === GENERAL)?.content.trim();

const isOwn = (general: string | undefined): general is string =>
  general !== undefined && general !== DEFAULT_INSTRUCTION.trim();

function compareInstructions([one, other]: readonly [NamedConfig, NamedConfig]): ConfigIssue[] {
  const [mine, theirs] = [generalOf(one.config), generalOf(other.config)];
  if (!isOwn(mine) || !isOwn(theirs) || mine === theirs) return [];
  const path = ["instructions", other.config.instructions.findIndex(({ type }) => type === GENERAL)];
  const message = `${quote(one.name)} and ${quote(other.name)} have different \`general\` instructions, and only one of them would be given: write the same in both, or in one of them only`;
  return [issueAt({ source: other.name, path }, message)];
}

/**
 * What configs tell their models and cannot all be heard in: of several prompts for a task one is asked, and of several
 * general instructions one is given, so a second one would silently take the place of the first.
 */
export function judgeConflicts(configs: readonly NamedConfig[]): ConfigIssue[] {
  const models = configs.flatMap(({ config }) => config.models.map(fullName));
  return pairs(configs).flatMap((pair) => {
    const [one, other] = pair;
    const replaced = [...findReplaced(one, other), ...findReplaced(other, one)];
    return [...comparePrompts(pair, models), ...replaced, ...compareInstructions(pair)];
  });
}

/** The configs without what none of them acts on, so that joined lists do not bring it back to life. */
export function onlyHeard(configs: readonly RailsConfigData[]): RailsConfigData[] {
  const yields = configs.some((config) => isOwn(generalOf(config)));
  return configs.map((config) => {
    const first = config.instructions.find(({ type }) => type === GENERAL);
    const kept = yields && !isOwn(generalOf(config)) ? undefined : first;
    const instructions = config.instructions.filter((one) => one.type !== GENERAL || one === kept);
    return { ...config, prompts: askedPrompts(config.prompts), instructions };
  });
}
