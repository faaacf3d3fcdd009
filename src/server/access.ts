/** The configs that an API key gives access to. */
export interface Access {
  /** Configs whose rails always run, whatever the request names. */
  readonly always: readonly string[];
  /** Further configs that a request may name; undefined for all. */
  readonly choices?: readonly string[];
  /** The hash of the key, as the owner of stored items; absent without keys. */
  readonly owner?: string;
}

/** For gateways without keys, and keys without restrictions. */
export const FULL_ACCESS: Access = { always: [] };

/** Whether a config is visible, and may be named. */
export const mayName = ({ always, choices }: Access, id: string): boolean =>
  choices === undefined || choices.includes(id) || always.includes(id);
