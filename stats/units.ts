/** How numbers look in every report: enough digits to tell two results apart, no more than the measurement carries. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Two digits below 10, none of them after the point from there on: 0.42, 6.1, 64, 642, 1,234. */
function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 9.95) return whole.format(value);
  return value.toFixed(size >= 0.995 ? 1 : 2);
}

/** 0.42 ms, 6.1 ms, 642 ms, 1.23 s. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size < 999.5) return `${formatNumber(ms)} ms`;
  const seconds = ms / 1_000;
  return `${size < 9_995 ? seconds.toFixed(2) : size < 99_950 ? seconds.toFixed(1) : whole.format(seconds)} s`;
}

/** 1,234,567. Rounds to a whole number. */
export const formatCount = (count: number): string => whole.format(count);

/** Per second: 0.42/s, 6.1/s, 64/s, 1,234/s. */
export const formatRate = (perSecond: number): string => `${formatNumber(perSecond)}/s`;

/**
 * Percent: 0.42 %, 6.1 %, 64 %. Never "0 %" for some nor "100 %" for not quite all.
 *
 * @param share 0..1
 */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.005) return '< 0.01 %';
  if (percent < 100 && percent >= 99.5) return '> 99 %';
  return `${formatNumber(percent)} %`;
}

/** "1 round", "3 rounds". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** In powers of 1024: 512 B, 1.5 KiB, 168 MiB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unitIndex = 0;
  while (value >= 1_023.5 && unitIndex < BYTE_UNITS.length - 1) {
    value /= 1_024;
    unitIndex += 1;
  }
  return `${unitIndex === 0 ? whole.format(value) : formatNumber(value)} ${BYTE_UNITS[unitIndex]}`;
}
