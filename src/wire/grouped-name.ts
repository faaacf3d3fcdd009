/** A tool's name within a group of tools. */
export interface GroupedName {
  readonly name: string;
  /** The group. Absent for a tool outside of groups. */
  readonly namespace?: string | undefined;
  /** Set for the client's search for further tools, whose calls are items of their own. */
  readonly isSearch?: true;
}

/** The group that some clients and models name for tools outside of groups. */
export const NO_GROUP = "functions";

/** The one name of a tool where there are no groups: for rails, and in a chat. */
export const joinedName = ({ name, namespace = NO_GROUP }: GroupedName): string =>
  namespace === NO_GROUP ? name : `${namespace}__${name}`;
