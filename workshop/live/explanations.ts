/** What is told after a run of a strategy, beside its own code. */
export interface ToldExplanation {
  readonly sentences: string;
  readonly kitchen: string;
  readonly next: string;
  /** From servers/. */
  readonly filePath: string;
  /** A part of the line that decides how long the others wait; it stands in the file once. */
  readonly line: string;
}

const EXPLANATIONS: Readonly<Record<string, ToldExplanation>> = {
  blocking: {
    sentences:
      'The handler does the work itself, on the one thread that also answers /health. Until it returns, nobody else is read, let alone answered.',
    kitchen: 'The cashier walks into the kitchen and cooks; the queue at the till looks at an empty stool.',
    next: 'Press async-cpu: does the keyword help?',
    filePath: 'strategies/blocking.ts',
    line: 'run: async (job) => runTask(job)',
  },
  'async-cpu': {
    sentences:
      'async and await say when to go on after something that waits elsewhere. Work that waits for nothing still runs on this thread, from its first to its last line.',
    kitchen: 'The cashier calls it an order, and cooks it himself all the same.',
    next: 'Press yielding: what if the work stops now and then?',
    filePath: 'strategies/async-cpu.ts',
    line: 'resolve(runTask(ready))',
  },
  yielding: {
    sentences:
      'The work is cut into slices, and the loop turns after every 5 ms of them, so that neighbours get in between. It is still one core: four jobs take four times as long.',
    kitchen: 'The cashier stirs the pot for a moment, serves whoever came, and stirs again.',
    next: 'Press Run 4 here and on thread-pool, and compare the last reply.',
    filePath: 'turns.ts',
    line: 'if (isTurning) setImmediate(turn)',
  },
  background: {
    sentences:
      'The 202 comes at once, and then the work runs on the very same loop. The one who asked is free early; everybody else waits as long as ever.',
    kitchen: 'The cashier hands out a number, and then goes to cook.',
    next: 'Press thread-pool: what if somebody else cooks?',
    filePath: 'strategies/background.ts',
    line: 'execute: async (job) => runTask(job)',
  },
  'thread-pool': {
    sentences:
      'The task goes to a thread of a fixed pool, and the loop only waits for its message. Neighbours are answered meanwhile, and several jobs use several cores.',
    kitchen: 'Cooks cook, the cashier stays at the till.',
    next: 'Press Run 4, then Race: who ends first, and who was silent?',
    filePath: 'thread-executor.ts',
    line: 'await pool.run(',
  },
  cluster: {
    sentences:
      'There is one blocking server per core, and a connection belongs to one of them. Neighbours at the busy one wait for the whole task, those at another one notice nothing.',
    kitchen: 'More tills, each with a cashier who cooks: it depends on the queue you stand in.',
    next: 'Open the cluster lens, switch to new connections, and press Run 1 again: who waits now? Then press Run 4.',
    filePath: 'strategies/cluster.ts',
    line: '...blocking,',
  },
};

/** @param summary of the strategy's own, for one that has no explanation here */
export function explanationOf(strategyName: string, summary: string): ToldExplanation {
  const known = Object.hasOwn(EXPLANATIONS, strategyName) ? EXPLANATIONS[strategyName] : undefined;
  return (
    known ?? {
      sentences: summary,
      kitchen: '',
      next: 'Press Run 1 on blocking, and compare.',
      filePath: `strategies/${strategyName}.ts`,
      line: `name: '${strategyName}'`,
    }
  );
}
