/** What an error says: nothing of it would be told by JSON. */
const saidBy = ({ name, message, cause, ...rest }: Error): object => ({ ...rest, name, message, cause });

/** All the texts of an object, and the names they stand under, one below the other. */
export const textsIn = (value: object): string => {
  const texts: string[] = [];
  JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, name: string, inner: unknown) {
    if (name !== "" && !Array.isArray(this)) texts.push(name);
    if (typeof inner === "string") texts.push(inner);
    // As it was, before it said what it has to say in JSON.
    const { [name]: own } = this;
    return own instanceof Error ? saidBy(own) : inner;
  });
  return texts.join("\n");
};
