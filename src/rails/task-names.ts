import { flowId, formatFlowId } from "../config/flow-id.ts";

/** Parameters of a flow that say which prompt and which model its task has. */
const TASK_PARAMS = ["variant", "model"] as const;

type FlowParams = Readonly<Record<string, string>>;

/** The task of a flow as a prompt of the config may name it: with the variant and the model that the flow names. */
export const taskOf = (name: string, params: FlowParams): string =>
  formatFlowId({
    name,
    params: Object.fromEntries(
      TASK_PARAMS.flatMap((key) => (params[key] === undefined ? [] : [[key, params[key]] as const])),
    ),
  });

/** A task with its parameters in either order: prompts may write the model first. */
export const bothOrders = (task: string): readonly string[] => {
  const { name, params } = flowId(task);
  return [task, formatFlowId({ name, params: Object.fromEntries(Object.entries(params).toReversed()) })];
};

/** The names under which the prompt of a task is looked for, the most particular first. */
export const promptNames = (task: string): readonly string[] => {
  const { name, params } = flowId(task);
  const { variant, model } = params;
  if (variant === undefined) return model === undefined ? [name] : [task, name];
  const own = `${name} $variant=${variant}`;
  // The bare name of a variant is how NeMo Guardrails called its prompt at first.
  return model === undefined ? [own, variant] : [...bothOrders(task), own, variant];
};
