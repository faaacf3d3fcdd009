/** A function of an object that is computed once for each, and remembered for as long as the object is there. */
export const memoize = <Key extends object, Value extends object>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
};
