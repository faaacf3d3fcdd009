import { LimitError } from "../../errors.ts";
import { isEqual } from "../../prompts/template/template-values.ts";

/** An event that a flow has created, with its properties. */
export interface FlowEvent {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Pending events of one run. */
const MAX_EVENTS = 100;
/** As the value of a property, it matches any value. */
const ANY = "...";

const matches = (event: FlowEvent, pattern: FlowEvent): boolean =>
  event.name === pattern.name &&
  Object.entries(pattern.properties).every(
    ([key, value]) => value === ANY || isEqual(event.properties[key] ?? null, value),
  );

/** The events that a run has created and not consumed yet, oldest first. */
export class FlowEvents {
  readonly #pending: FlowEvent[] = [];

  add(event: FlowEvent): void {
    if (this.#pending.length >= MAX_EVENTS) throw new LimitError(`The flow makes more than ${MAX_EVENTS} events`);
    this.#pending.push(event);
  }

  /** Removes and returns the first event with the name and the properties of the pattern. */
  take(pattern: FlowEvent): FlowEvent | undefined {
    const index = this.#pending.findIndex((event) => matches(event, pattern));
    return index < 0 ? undefined : this.#pending.splice(index, 1)[0];
  }
}
