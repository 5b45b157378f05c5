import process from 'node:process';
import type { WorkBody } from './listen.ts';
import { riskyWork } from './risky-work.ts';

// Nothing else keeps this process alive: when whoever forked it is gone, it ends. Unless it works: who loops hears nothing.
process.on('message', (task: WorkBody) => process.send?.(riskyWork(task)));
