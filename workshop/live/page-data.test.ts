import { expect, test } from 'vitest';
import { strategyNames } from '../../servers/strategies/index.ts';
import { lanesOfPage } from './page-data.ts';

test.each(strategyNames)('%s is explained by one line of the code that runs', async (strategyName) => {
  const [lane] = await lanesOfPage([{ name: 'a lane', strategyName, summary: 'What it does.' }]);
  const culprits = lane?.explanation.lines.filter(({ isCulprit }) => isCulprit) ?? [];
  expect(culprits).toHaveLength(1);
  expect(lane?.explanation.sentences).not.toBe('');
});
