import type { BenchOptions } from './options.ts';

/** A switch that is off need not be left out. */
type Setting<Value> = [Exclude<Value, undefined>] extends [true] ? boolean : Exclude<Value, undefined>;

/**
 * What `holdup.config.ts` may say: the flags of `npm run bench` in camelCase. `--no-verify` is `verify: false`.
 *
 * ```ts
 * import type { HoldupConfig } from './bench/config.ts';
 * export default { rounds: 6, strategy: ['blocking', 'cluster'] } satisfies HoldupConfig;
 * ```
 */
export type HoldupConfig = {
  readonly [Name in Exclude<keyof BenchOptions, 'config' | 'printConfig'>]?: Setting<BenchOptions[Name]>;
};
