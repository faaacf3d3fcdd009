/** The fields of an error, which JSON.stringify would omit. */
const fieldsOfError = ({ name, message, cause, ...rest }: Error): object => ({ ...rest, name, message, cause });

/** All texts and field names of an object, one per line. */
export const textsIn = (value: object): string => {
  const texts: string[] = [];
  JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, name: string, inner: unknown) {
    if (name !== "" && !Array.isArray(this)) texts.push(name);
    if (typeof inner === "string") texts.push(inner);
    // The value itself, before its `toJSON` was applied.
    const { [name]: own } = this;
    return own instanceof Error ? fieldsOfError(own) : inner;
  });
  return texts.join("\n");
};
