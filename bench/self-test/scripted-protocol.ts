/** What a server does whose waits are known beforehand. It answers GET at once, but for the time its loop is held. */
export type Script =
  | { readonly kind: 'instant' }
  /** Holds its loop on a schedule, whatever is asked. `firstAtMs`: the first hold, on the clock that processes share. */
  | { readonly kind: 'stall'; readonly holdMs: number; readonly everyMs: number; readonly firstAtMs: number }
  /** Holds its loop this long for each POST. */
  | { readonly kind: 'serve'; readonly holdMs: number };

export type ScriptedCommand =
  | { readonly kind: 'play'; readonly script: Script }
  /** Hold the loop and tell which share of a CPU that got. */
  | { readonly kind: 'hold'; readonly holdMs: number };

export type ScriptedMessage =
  | { readonly kind: 'ready'; readonly port: number }
  /** The script has changed; of the one before: how far a hold began or ended behind it at worst. */
  | { readonly kind: 'playing'; readonly behindMsMax: number }
  | { readonly kind: 'held'; readonly cpuShare: number };
