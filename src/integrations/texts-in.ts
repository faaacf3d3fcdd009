/** All the texts of an object, and the names they stand under, one below the other. */
export const textsIn = (value: object): string => {
  const texts: string[] = [];
  JSON.stringify(value, function (this: unknown, name: string, inner: unknown) {
    if (name !== "" && !Array.isArray(this)) texts.push(name);
    if (typeof inner === "string") texts.push(inner);
    return inner;
  });
  return texts.join("\n");
};
