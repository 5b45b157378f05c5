#!/usr/bin/env node
// holdup COMMAND is npm run COMMAND --, from any folder. JavaScript, as whatever node finds this file may be too old for
// more; the commands themselves run on the node that the project brings.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('..', import.meta.url));
const USAGE_EXIT_CODE = 2;
/** From here on, node runs TypeScript as it is. */
const MIN_NODE_MAJOR = 24;

const { scripts } = JSON.parse(readFileSync(path.join(HOUSE, 'package.json'), 'utf8'));
/** Each npm script that runs a file of ours: name -> file. */
const entries = new Map(
  Object.entries(scripts).flatMap(([name, script]) => {
    const [, entry] = /^node (\S+\.ts)$/.exec(script) ?? [];
    return entry === undefined || name.includes(':') ? [] : [[name, entry]];
  }),
);

const ownNode = ['node', 'node.exe']
  .map((name) => path.join(HOUSE, 'node_modules', 'node', 'bin', name))
  .find(existsSync);
const isOldNode = Number.parseInt(process.versions.node, 10) < MIN_NODE_MAJOR;
const [name = '--help', ...args] = process.argv.slice(2);
// What a shell asks when somebody presses TAB.
const isCompletion = name === 'complete';
const entry = isCompletion ? 'bench/completion-main.ts' : entries.get(name);

if (entry === undefined) {
  const isHelp = name === '--help' || name === '-h';
  const text = `Usage: holdup COMMAND [options]\n\nCommands: ${[...entries.keys()].join(', ')}\n\nholdup COMMAND --help says more of each.\n`;
  if (!isHelp) process.stderr.write(`ERR_USAGE: Cannot run "${name}" as there is no such command\n`);
  (isHelp ? process.stdout : process.stderr).write(text);
  process.exitCode = isHelp ? 0 : USAGE_EXIT_CODE;
} else if (ownNode === undefined && isOldNode) {
  process.stderr.write(
    `ERR_USAGE: Cannot run on Node ${process.versions.node} as it must be ${MIN_NODE_MAJOR} or later\nInstall the project's own: npm ci --prefix ${HOUSE}\n`,
  );
  process.exitCode = USAGE_EXIT_CODE;
} else {
  const words = [path.join(HOUSE, entry), ...(isCompletion ? ['complete'] : []), ...args];
  const child = spawn(ownNode ?? process.execPath, words, { stdio: 'inherit' });
  // A terminal sends its signals to both; from elsewhere they reach this process alone. The commands take two for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
  });
}
