import process from 'node:process';
import type { Choices } from '../../../kit/choice.ts';
import { listen, openApp } from '../../../kit/listen.ts';

/** Loads a file of choices, its first argument, and tells them: they are read in a process of their own, whatever they do. */
const { choices } = (await import(process.argv[2] ?? '')) as { readonly choices: Choices };
const app = openApp();
app.get('/choices', () => ({ choices }));
await listen(app);
