import type { ModelConfig } from "../../config/config-types.ts";

export type Env = Readonly<Record<string, unknown>>;

export const noCall = (): Promise<never> => Promise.reject(new Error("A check calls no model"));

/** The value of every key and URL that is not set on this machine, so that a config can be checked without them. */
export const STAND_IN = "https://stand-in.invalid";

/** The environment, with a stand-in for every variable that a model may read. */
export const standInEnv = (env: Env, { parameters }: ModelConfig): Env => {
  const binding = parameters["binding"] ?? "AI";
  return new Proxy<Record<string, unknown>>(
    { ...env },
    { get: (target, name) => target[String(name)] ?? (name === binding ? { run: noCall } : STAND_IN) },
  );
};

/** The stand-in for a variable: a binding if a model needs one, otherwise a text. */
const valueOf = (envs: readonly Env[], name: string): unknown =>
  envs.map((one) => one[name]).find((value) => typeof value === "object") ?? STAND_IN;

/** The stand-ins for all models. A key that a config names must also be listed when the environment is enumerated. */
export const completeEnv = (models: readonly ModelConfig[], env: Env): Env => {
  const named = models.flatMap(({ apiKeyEnvVar }) => apiKeyEnvVar ?? []);
  const envs = models.map((model) => standInEnv(env, model));
  return new Proxy<Record<string, unknown>>(
    { ...env, ...Object.fromEntries(named.map((name) => [name, STAND_IN])) },
    { get: (target, name) => target[String(name)] ?? valueOf(envs, String(name)) },
  );
};
