/** Deeper than any input or output of a task that a person wrote: a value that holds itself. */
const MAX_DEPTH = 100;

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { name } = (value.constructor ?? {}) as { readonly name?: string };
  return `a ${name ?? 'strange object'}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * What in a value would not arrive as it is, as the value crosses threads, processes and sockets as JSON.
 *
 * @param name what the value is called in the answer
 * @returns "output.items[2] is a Map", or undefined when all of it is JSON
 */
export function firstNonJson(value: unknown, name: string, depth = 0): string | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  if (depth > MAX_DEPTH) return `${name} is nested more than ${MAX_DEPTH} deep`;
  if (Array.isArray(value)) {
    return Array.from(value as readonly unknown[], (item, index) =>
      firstNonJson(item, `${name}[${index}]`, depth + 1),
    ).find((found) => found !== undefined);
  }
  if (typeof value !== 'object' || !isPlain(value)) return `${name} is ${kindOf(value)}`;
  return Object.entries(value)
    .map(([key, item]) => firstNonJson(item, `${name}.${key}`, depth + 1))
    .find((found) => found !== undefined);
}
