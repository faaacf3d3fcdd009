import { isRecord } from "../../json.ts";
import { hide, isTruthy, typeName } from "../../prompts/template/template-values.ts";
import { ActionOutcome } from "./outcome.ts";

/*
 * Values of flows behave as NeMo Guardrails' own expressions do, which are Python's: what is not there is an error where
 * Python has one. Numbers are those of JavaScript.
 */

export const isTrue = (value: unknown): boolean => (value instanceof ActionOutcome ? value.truth : isTruthy(value));

/** An outcome is compared by its truth value, like a bool in Python. */
export const comparable = (value: unknown): unknown => (value instanceof ActionOutcome ? value.truth : (value ?? null));

/** `object.name`; None if a dict has no such key. Throws a TypeError for values without attributes. */
export function attributeOf(object: unknown, name: string): unknown {
  if (object instanceof ActionOutcome) return outcomeField(object, name);
  if (isRecord(object)) return (Object.hasOwn(object, name) ? hide(object[name]) : null) ?? null;
  throw new TypeError(`${typeName(object ?? null)} has no attribute "${name}"`);
}

function outcomeField(outcome: ActionOutcome, name: string): unknown {
  if (Object.hasOwn(outcome, name)) return outcome[name as keyof ActionOutcome];
  throw new TypeError(
    `An outcome has no "${name}": ask for is_blocked, is_transform, transform_text, reason or metadata`,
  );
}

/** `object[key]`. Throws a TypeError if there is no such key or position. */
export function itemOf(object: unknown, key: unknown): unknown {
  if (Array.isArray(object) || typeof object === "string") return itemAt(object, key);
  if (object instanceof ActionOutcome) return outcomeField(object, String(key));
  if (!isRecord(object)) throw new TypeError(`${typeName(object ?? null)} has no items`);
  if ((typeof key === "string" || typeof key === "number") && Object.hasOwn(object, key))
    return hide(object[key]) ?? null;
  throw new TypeError(`There is nothing under the key ${JSON.stringify(key) ?? "None"}`);
}

function itemAt(row: string | readonly unknown[], key: unknown): unknown {
  if (typeof key !== "number" || !Number.isInteger(key)) throw new TypeError(`${typeName(key)} is no position`);
  const items: readonly unknown[] = Array.from(row);
  if (key >= items.length || key < -items.length) throw new TypeError(`There is no position ${key}`);
  return hide(items.at(key)) ?? null;
}

/** `len(value)`: characters of a text, not UTF-16 units; items of a list, keys of a dict. */
export function lengthOf(value: unknown): number {
  if (typeof value === "string") return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  if (isRecord(value)) return Object.keys(value).length;
  throw new TypeError(`${typeName(value ?? null)} has no length`);
}
