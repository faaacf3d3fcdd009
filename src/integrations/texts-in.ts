/** The fields of an error, which JSON.stringify would omit. */
const fieldsOfError = ({ name, message, cause, ...rest }: Error): object => ({ ...rest, name, message, cause });

/** Whether a number may be personal data: nine digits and more have cards, telephones and most identities of people. */
const isLong = (value: unknown): boolean => typeof value === "number" && Math.abs(value) >= 100_000_000;

/** All texts, field names and long numbers of an object, one per line. */
export const textsIn = (value: object): string => {
  const texts: string[] = [];
  JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, name: string, inner: unknown) {
    if (name !== "" && !Array.isArray(this)) texts.push(name);
    if (typeof inner === "string" || isLong(inner)) texts.push(String(inner));
    // The value itself, before its `toJSON` was applied.
    const { [name]: own } = this;
    return own instanceof Error ? fieldsOfError(own) : inner;
  });
  return texts.join("\n");
};
