import type { InterruptionTexts } from './interruption.ts';

/** What a run is doing, and so what Ctrl-C would end. */
export type Stage = 'preparing' | 'measuring' | 'reporting';

/** @param shownFolder the folder of the run, as a person would type it */
export function ctrlCTexts(stage: Stage, shownFolder: string): InterruptionTexts {
  const again = `npm run report -- ${shownFolder}`;
  switch (stage) {
    case 'preparing':
      return {
        first: 'Ending before the first trial: nothing was measured yet, so there will be no report',
        second: 'Stopped at once; nothing was measured',
      };
    case 'measuring':
      return {
        first: 'Ending this trial; press Ctrl-C again to stop at once, without a report',
        second: `Stopped at once. The trials that had ended are kept; show them with: ${again}`,
      };
    case 'reporting': {
      const kept = `Stopped before the report was whole. The record is kept; show it with: ${again}`;
      return { first: kept, second: kept };
    }
    default:
      return stage satisfies never;
  }
}
