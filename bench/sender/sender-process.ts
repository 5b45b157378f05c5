import { HarnessError } from '../../servers/errors.ts';
import { type Child, startChild } from '../child.ts';
import type { Launcher } from '../setup.ts';
import type { SenderCommand, SenderMessage, SenderPlan, SenderResult } from './sender-protocol.ts';

/** Opening connections takes a few milliseconds each at worst; silence for this long is a fault. */
const PREPARE_MS = 15_000;

/**
 * V8's optimising compiler works on threads of its own. Where the sender has one core they take turns of 3 to 5 ms from it, and
 * code that was optimised for the usual case is thrown away at the first burst. The baseline compilers are fast enough.
 */
export const STEADY_CODE = ['--no-opt'] as const;

/** A load generator in a process of its own. */
export interface Sender extends AsyncDisposable {
  readonly processId: number;
  /** @throws {HarnessError} ERR_TARGET_UNREACHABLE, ERR_SENDER_EXITED */
  prepare(plan: SenderPlan): Promise<void>;
  /** @param startAtMs the trial's start on the shared clock */
  start(startAtMs: number): void;
  /** Which share of a CPU its process gets while it holds its loop for `holdMs`; ERR_SENDER_EXITED when it ends before. */
  cpuShare(holdMs: number): Promise<number>;
  /** Ends the sending early; the result still comes. */
  stop(): void;
  /** Rejects with ERR_SENDER_EXITED when the process ends without one. */
  readonly result: Promise<SenderResult>;
}

function failure(child: Child<SenderCommand, SenderMessage>): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  child.onMessage((message) => {
    if (message.kind === 'failed') reject(new HarnessError(message.code, message.message));
  });
  void child.ended.then((how) => reject(new HarnessError('ERR_SENDER_EXITED', `A load generator ended early: ${how}`)));
  return promise;
}

/** @param launcher starts it on certain cores or at another niceness */
export function startSender(kind: SenderPlan['kind'], launcher: Launcher = []): Sender {
  const child = startChild<SenderCommand, SenderMessage>({
    entry: new URL(`./load-${kind}.ts`, import.meta.url),
    launcher,
    // The closed loop is as fast as it can be rather than on time.
    nodeOptions: kind === 'open' ? STEADY_CODE : [],
    // A sender has nothing to save: its result is out, or nobody wants it.
    stop: () => {},
    stopMs: 0,
  });
  const failed = failure(child);
  const prepared = Promise.withResolvers<void>();
  const done = Promise.withResolvers<SenderResult>();
  let held = Promise.withResolvers<number>();
  child.onMessage((message) => {
    if (message.kind === 'prepared') prepared.resolve();
    if (message.kind === 'done') done.resolve(message.result);
    if (message.kind === 'held') held.resolve(message.cpuShare);
  });
  const result = Promise.race([done.promise, failed]);
  // Whoever waits for it hears of a failure; when nobody does, the trial has already failed for another reason.
  result.catch(() => {});

  return {
    processId: child.processId,
    prepare: async (plan) => {
      child.tell({ kind: 'prepare', plan });
      const { promise: silent, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => reject(new HarnessError('ERR_SENDER_EXITED', `A load generator was not ready within ${PREPARE_MS} ms`)),
        PREPARE_MS,
      );
      await Promise.race([prepared.promise, failed, silent]).finally(() => clearTimeout(timer));
    },
    start: (startAtMs) => child.tell({ kind: 'start', startAtMs }),
    cpuShare: async (holdMs) => {
      held = Promise.withResolvers<number>();
      child.tell({ kind: 'hold', holdMs });
      return Promise.race([held.promise, failed]);
    },
    stop: () => child.tell({ kind: 'stop' }),
    result,
    [Symbol.asyncDispose]: async () => child[Symbol.asyncDispose](),
  };
}
