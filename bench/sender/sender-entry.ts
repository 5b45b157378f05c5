import process from 'node:process';
import { errorReport } from '../../servers/errors.ts';
import { type TelemetrySample, startTelemetry } from '../../servers/telemetry.ts';
import { type PeriodicHold, cpuShareOfHold, holdPeriodically } from './loop-hold.ts';
import type { SenderCommand, SenderMessage, SenderPlan, SenderResult } from './sender-protocol.ts';

/** A prepared sender: it sends from `startAtMs` on until its plan is done or it is stopped. */
export interface Sending {
  /** Time spent turning the event loop until the next request was due; absent where it only sleeps. */
  readonly spunMs?: number;
  send(startAtMs: number): Promise<Omit<SenderResult, 'telemetry'>>;
  /** Ends at once; what is under way counts as unfinished. */
  stop(): void;
}

function tell(message: SenderMessage): void {
  process.send?.(message);
}

/**
 * Speaks the sender's side of the protocol in a process of its own. Ends with its parent.
 *
 * @param prepare opens what must be open before the trial starts
 */
export function runSender(prepare: (plan: SenderPlan) => Promise<Sending>): void {
  const samples: TelemetrySample[] = [];
  let sending: Sending | undefined;
  let fault: PeriodicHold | undefined;

  const obey = async (command: SenderCommand): Promise<void> => {
    switch (command.kind) {
      case 'prepare':
        sending = await prepare(command.plan);
        fault = command.plan.kind === 'open' ? command.plan.fault : undefined;
        tell({ kind: 'prepared' });
        return;
      case 'start': {
        if (sending === undefined) throw new TypeError('A sender is prepared before it starts');
        using _fault = fault === undefined ? null : holdPeriodically(fault);
        const current = sending;
        using _telemetry = startTelemetry(
          (sample) => samples.push(sample),
          () => [],
          () => current.spunMs ?? 0,
        );
        const result = await current.send(command.startAtMs);
        tell({ kind: 'done', result: { ...result, telemetry: samples } });
        return;
      }
      case 'hold':
        tell({ kind: 'held', cpuShare: cpuShareOfHold(command.holdMs) });
        return;
      case 'stop':
        sending?.stop();
    }
  };

  process.on('message', (command: SenderCommand) => {
    obey(command).catch((thrown: unknown) => tell({ kind: 'failed', ...errorReport(thrown, 'ERR_SENDER_EXITED') }));
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches every process of a terminal; the parent decides what it means.
  process.on('SIGINT', () => {});
}
