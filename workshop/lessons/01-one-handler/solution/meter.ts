import { runMeter } from '../../../kit/meter.ts';

const STALL_MS = 50;
const BEAT_MS = 10;

// Asks from outside every 10 ms, whether or not the question before was answered. All who were due in one stall are answered
// at its end, so the one who was due first waited for the whole of it.
await runMeter(({ ask, nowMs, report }) => {
  let stallEndedAtMs = 0;

  const beat = async (): Promise<void> => {
    const dueAtMs = nowMs();
    await ask();
    const waitedMs = nowMs() - dueAtMs;
    const isOfLastStall = dueAtMs < stallEndedAtMs;
    if (waitedMs <= STALL_MS || isOfLastStall) return;
    stallEndedAtMs = dueAtMs + waitedMs;
    report(waitedMs);
  };

  setInterval(() => void beat(), BEAT_MS);
});
