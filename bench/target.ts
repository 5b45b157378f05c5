import { HarnessError } from '../servers/errors.ts';
import type { TelemetrySample } from '../servers/telemetry.ts';
import type { QueueModel } from '../stats/record.ts';
import { fetchFailure } from './answer.ts';
import { type ServerSettings, startServer } from './server-process.ts';
import type { Launcher } from './setup.ts';

/** A server to measure: one of ours by strategy name, started fresh for each trial, or anyone's by URL. */
export type Target =
  | {
      readonly kind: 'strategy';
      /** The strategy's own, unless it runs under another one. */
      readonly name: string;
      readonly strategyName: string;
      readonly summary: string;
      readonly queue: QueueModel | undefined;
    }
  | { readonly kind: 'url'; readonly name: string; readonly url: string };

/** A target that answers. Disposal ends it where it is ours. */
export interface OpenTarget extends AsyncDisposable {
  readonly baseUrl: string;
  /** Aborts with a HarnessError when it is gone; never for a target by URL, of which we only see the answers. */
  readonly lost: AbortSignal;
  /** Empty for a target by URL. */
  readonly telemetry: readonly TelemetrySample[];
  /** The process that was started first; undefined for a target by URL. */
  readonly mainProcessId: number | undefined;
}

const HEALTH_MS = 5_000;

/** @throws {HarnessError} ERR_TARGET_UNREACHABLE */
export async function checkHealth({ name, url }: Target & { readonly kind: 'url' }): Promise<void> {
  const healthUrl = new URL('/health', url).href;
  let status: number;
  try {
    const response = await fetch(healthUrl, { signal: AbortSignal.timeout(HEALTH_MS) });
    await response.arrayBuffer();
    ({ status } = response);
  } catch (cause) {
    throw new HarnessError('ERR_TARGET_UNREACHABLE', `Cannot reach ${name} at ${healthUrl}: ${fetchFailure(cause)}`, {
      cause,
    });
  }
  if (status !== 200) {
    throw new HarnessError(
      'ERR_TARGET_UNREACHABLE',
      `Cannot measure ${name} as ${healthUrl} must answer 200: got ${status}`,
    );
  }
}

/** @throws {HarnessError} ERR_SERVER_START, ERR_TARGET_UNREACHABLE */
export async function openTarget(target: Target, env: ServerSettings, launcher: Launcher): Promise<OpenTarget> {
  if (target.kind === 'strategy') {
    const server = await startServer(target.strategyName, env, launcher);
    return Object.assign(server, { mainProcessId: server.processIds[0] });
  }
  await checkHealth(target);
  return {
    baseUrl: target.url,
    lost: new AbortController().signal,
    telemetry: [],
    mainProcessId: undefined,
    [Symbol.asyncDispose]: async () => {},
  };
}
