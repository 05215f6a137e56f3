/** Things of two lists by name, in the order in which names come; undefined where a list has none of a name. */
export function pair<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string): readonly (readonly [string, T | undefined, T | undefined])[] {
  const [was, is] = [before, after].map((items) => new Map(items.map((item) => [nameOf(item), item]))) as [Map<string, T>, Map<string, T>];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => [name, was.get(name), is.get(name)] as const);
}
