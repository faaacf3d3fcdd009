import { type Access, mayName } from "./access.ts";
import { RefusedRequest } from "./failure.ts";

/** The configs and models that a request names. */
export interface Named {
  /** In the request's order; empty for the default. */
  readonly configIds: readonly string[];
  /** A config, a model that a config allows, or both as `config/model`. */
  readonly model?: string;
  /** Fallback models for a router. */
  readonly models?: readonly string[];
}

/** The configs and the model that a request gets. */
export interface Choice {
  /** Sorted, unique, never empty. */
  readonly ids: readonly string[];
  /** Replaces the configs' main model. */
  readonly model?: string;
}

/** What requests can choose from. */
export interface Selection {
  readonly ids: readonly string[];
  readonly defaultId: string | undefined;
  /** Whether an unknown model name selects the default. */
  readonly anyModel: boolean;
  /** The models that these configs allow, their main model first. */
  readonly modelsOf: (ids: readonly string[]) => readonly string[];
}

/** What the ids of configs are made of. */
export const CONFIG_ID: RegExp = /^[\w.-]{1,64}$/;

const MAX_LISTED = 20;

/**
 * A model name for clients that require one: it leaves the choice to the config, unless a config or model has this
 * name.
 */
const ANY_MODEL = "any";

export const visibleIds = ({ ids }: Selection, access: Access): readonly string[] =>
  ids.filter((id) => mayName(access, id));

/** The configs of a request: those of its key, and those that it names. */
const select = (selection: Selection, access: Access, named: readonly string[]): readonly string[] | undefined => {
  const known = visibleIds(selection, access);
  const { defaultId } = selection;
  const ids = [...access.always, ...named];
  if (ids.length > 0) return [...new Set(ids)].toSorted();
  if (defaultId !== undefined && known.includes(defaultId)) return [defaultId];
  return known.length === 1 ? known : undefined;
};

const required = (): RefusedRequest =>
  new RefusedRequest(400, "config_required", "There is no default config: name one with `config_id` or `model`", {
    param: "config_id",
  });

const configNotFound = (id: string): RefusedRequest => {
  const shown = CONFIG_ID.test(id) ? ` "${id}"` : "";
  return new RefusedRequest(404, "config_not_found", `There is no config${shown}: see GET /v1/rails/configs`, {
    param: "config_id",
    operatorMessage: "There is no such config",
  });
};

const withModel = ({ modelsOf }: Selection, ids: readonly string[], model: string): Choice | undefined => {
  const [own, ...others] = modelsOf(ids);
  if (model === own) return { ids };
  return others.includes(model) ? { ids, model } : undefined;
};

/** A config wins over a model of the same name, and both over `config/model`, since model names may contain slashes. */
const choiceByName = (
  selection: Selection,
  access: Access,
  named: readonly string[],
  model: string,
): Choice | undefined => {
  const known = visibleIds(selection, access);
  const both = (id: string): readonly string[] => select(selection, access, [...named, id]) ?? [];
  if (known.includes(model)) return { ids: both(model) };
  const ids = select(selection, access, named);
  const chosen = ids === undefined ? undefined : withModel(selection, ids, model);
  if (chosen !== undefined) return chosen;
  const slash = model.indexOf("/");
  const id = model.slice(0, Math.max(slash, 0));
  return known.includes(id) ? withModel(selection, both(id), model.slice(slash + 1)) : undefined;
};

/** A name and the choice it stands for. */
interface Listed {
  readonly name: string;
  readonly choice: Choice;
}

/** All names for the `model` field, without duplicates. */
export const namesOf = (selection: Selection, access: Access): readonly Listed[] => {
  const known = visibleIds(selection, access);
  const models = (ids: readonly string[], prefix: string): readonly string[] =>
    selection.modelsOf(ids).map((model) => `${prefix}${model}`);
  const base = select(selection, access, []);
  const names = [
    ...known,
    ...(base === undefined ? [] : models(base, "")),
    ...known.flatMap((id) => models(select(selection, access, [id]) ?? [], `${id}/`).slice(1)),
  ];
  return [...new Set(names)].flatMap((name) => {
    const choice = choiceByName(selection, access, [], name);
    return choice === undefined ? [] : [{ name, choice }];
  });
};

const modelNotFound = (selection: Selection, access: Access, param = "model"): RefusedRequest => {
  const names = namesOf(selection, access).map(({ name }) => name);
  const more = names.length > MAX_LISTED ? ", …: see GET /v1/models" : "";
  const list = names.slice(0, MAX_LISTED).join(", ") + more;
  return new RefusedRequest(404, "model_not_found", `There is no such model here. There are: ${list}`, {
    param,
  });
};

/** The choice behind a name. Throws a 404 that lists the known names. */
export const choiceOf = (selection: Selection, access: Access, name: string): Choice => {
  const choice = choiceByName(selection, access, [], name);
  if (choice === undefined) throw modelNotFound(selection, access);
  return choice;
};

/**
 * The configs and the model of a request. Configs that it names in several places are combined, and those of its key
 * always apply. Throws a RefusedRequest for unknown ones.
 */
export const choose = (selection: Selection, access: Access, named: Named): Choice => {
  const choice = chosen(selection, access, named);
  const allowed = selection.modelsOf(choice.ids);
  const isAllowed = named.models?.every((model) => allowed.includes(model)) ?? true;
  if (!isAllowed) throw modelNotFound(selection, access, "models");
  return choice;
};

const chosen = (selection: Selection, access: Access, { configIds, model = "" }: Named): Choice => {
  const known = visibleIds(selection, access);
  const unknown = configIds.find((id) => !known.includes(id));
  if (unknown !== undefined) throw configNotFound(unknown);
  const choice = model === "" ? undefined : choiceByName(selection, access, configIds, model);
  if (choice !== undefined) return choice;
  if (model !== "" && model !== ANY_MODEL && !selection.anyModel) throw modelNotFound(selection, access);
  const ids = select(selection, access, configIds);
  if (ids === undefined) throw required();
  return { ids };
};
