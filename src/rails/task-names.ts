import { flowId, formatFlowId } from "../config/flow-id.ts";

/** The parameters of a flow that select the prompt and the model of its task. */
const TASK_PARAMS = ["variant", "model"] as const;

type FlowParams = Readonly<Record<string, string>>;

/** The task of a flow, with its variant and its model, as prompts of a config name it. */
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

/** The names to look up a task's prompt under, the most specific first. */
export const promptNames = (task: string): readonly string[] => {
  const { name, params } = flowId(task);
  const { variant, model } = params;
  if (variant === undefined) return model === undefined ? [name] : [task, name];
  const own = `${name} $variant=${variant}`;
  // Early versions of NeMo Guardrails used the bare name of the variant.
  return model === undefined ? [own, variant] : [...bothOrders(task), own, variant];
};
