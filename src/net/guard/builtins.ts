// Node's own modules as `require` gives them: the objects whose properties the guard replaces.

/** The module's exports. Loads it, if need be. */
export function builtin(name: string): Record<string, object> {
  const module = process.getBuiltinModule(`node:${name}`) as Record<string, object> | undefined
  if (module === undefined) throw new Error(`this Node has no module node:${name}`)
  return module
}

/** Where a method of `object` lies: on itself or on a prototype of it. */
export function ownerOf(object: object, method: PropertyKey): object {
  let owner: object | null = object
  while (owner !== null && !Object.hasOwn(owner, method)) owner = Object.getPrototypeOf(owner) as object | null
  return owner ?? object
}
