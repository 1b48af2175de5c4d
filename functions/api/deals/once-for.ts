/**
 * What is made of an object, made once: a store hands out the same object for a deal as long as the deal is the same, and
 * a list shows it to everybody.
 */
export function onceFor<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
