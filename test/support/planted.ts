/** All variants of a value in which one of its texts or names has another text inserted. */
export const planted = (
  value: unknown,
  canary: string,
): readonly { readonly at: string; readonly value: unknown }[] => {
  if (typeof value === "string") return [{ at: "", value: canary }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      planted(item, canary).map((one) => ({
        at: `.${index}${one.at}`,
        value: value.with(index, one.value) as unknown,
      })),
    );
  }
  return Object.entries(value).flatMap(([key, inner]) => [
    ...planted(inner, canary).map((one) => ({ at: `.${key}${one.at}`, value: { ...value, [key]: one.value } })),
    { at: `.${key} (name)`, value: { ...value, [canary]: inner as unknown } },
  ]);
};
