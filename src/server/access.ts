/** What whoever shows a key may reach. */
export interface Access {
  /** Configs whose rails run in every request, whatever it names. */
  readonly always: readonly string[];
  /** Configs that a request may name beside them; undefined for all. */
  readonly choices?: readonly string[];
  /** The hash of the key, by which what is kept for it is told from what is kept for others; absent without keys. */
  readonly owner?: string;
}

/** Of a gateway without keys, and of keys that are bound to nothing. */
export const FULL_ACCESS: Access = { always: [] };

/** Whether a config may be named, or even be known of. */
export const mayName = ({ always, choices }: Access, id: string): boolean =>
  choices === undefined || choices.includes(id) || always.includes(id);
