import type { ModelConfig } from "../../config/config-types.ts";

export type Env = Readonly<Record<string, unknown>>;

export const noCall = (): Promise<never> => Promise.reject(new Error("A check calls no model"));

/** Stands for every key and address that is not set here: what this machine lacks says nothing about the config. */
export const STAND_IN = "https://stand-in.invalid";

/** The environment with all that a model may look for in it. */
export const standInEnv = (env: Env, { parameters }: ModelConfig): Env => {
  const binding = parameters["binding"] ?? "AI";
  return new Proxy<Record<string, unknown>>(
    { ...env },
    { get: (target, name) => target[String(name)] ?? (name === binding ? { run: noCall } : STAND_IN) },
  );
};

/** What one of the models needs under a name: a binding where one says so, else a text. */
const valueOf = (envs: readonly Env[], name: string): unknown =>
  envs.map((one) => one[name]).find((value) => typeof value === "object") ?? STAND_IN;

/** The same for all models at once. A key that a config names must also be there when it is looked for. */
export const completeEnv = (models: readonly ModelConfig[], env: Env): Env => {
  const named = models.flatMap(({ apiKeyEnvVar }) => apiKeyEnvVar ?? []);
  const envs = models.map((model) => standInEnv(env, model));
  return new Proxy<Record<string, unknown>>(
    { ...env, ...Object.fromEntries(named.map((name) => [name, STAND_IN])) },
    { get: (target, name) => target[String(name)] ?? valueOf(envs, String(name)) },
  );
};
