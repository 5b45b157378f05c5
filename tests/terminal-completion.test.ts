import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { strategyNames } from '../servers/strategies/index.ts';
import { hasPseudoTerminal, openTerminal } from './terminal.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOLDUP = path.join(ROOT, 'bench', 'holdup.js');
const COMPLETION = path.join(ROOT, 'bench', 'completion-main.ts');

/** What is offered for the last of these words. */
const offered = (...words: string[]): string[] =>
  execFileSync(process.execPath, [HOLDUP, 'complete', '--', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':'))
    .map((line) => line.split('\t')[0] ?? '');

describe('what is offered comes from the commands themselves', () => {
  test('commands', () => {
    expect(offered('')).toEqual(
      expect.arrayContaining(['bench', 'compare', 'faults', 'list', 'report', 'selftest', 'serve']),
    );
    expect(offered('se')).toEqual(['selftest', 'serve']);
  });

  test('flags', () => {
    expect(offered('bench', '--task')).toEqual(['--task', '--task-ms', '--task-timeout']);
    expect(offered('bench', '--quick', '--self')).toEqual([]);
    expect(offered('bench', '--no-s')).toEqual(['--no-self-test']);
  });

  test('values, and after a comma the next of them', () => {
    const threads = strategyNames.filter((name) => name.startsWith('thread-'));
    expect(offered('bench', '--strategy', 'thread-')).toEqual(threads);
    expect(offered('bench', '--strategy', 'blocking,thread-')).toEqual(threads.map((name) => `blocking,${name}`));
    expect(offered('serve', '--strategy', 'thread-')).toEqual(threads);
    expect(offered('bench', '--cores', '')).toEqual(['auto', 'shared', 'split']);
    expect(offered('faults', '--fault', 'task-')).toContain('task-throws');
  });

  test('nothing for a command that there is not', () => {
    expect(offered('nope', '--x')).toEqual([]);
  });
});

describe('the scripts are what their shells take', () => {
  test.each([
    { shell: 'bash', check: ['-n'] },
    { shell: 'zsh', check: ['-n'] },
    { shell: 'fish', check: ['--no-execute'] },
  ])('$shell', ({ shell, check }) => {
    const input = execFileSync(process.execPath, [COMPLETION, shell], { encoding: 'utf8' });
    expect(input).toContain('holdup complete --');
    let isInstalled = true;
    try {
      execFileSync(shell, ['-c', 'exit 0']);
    } catch {
      isInstalled = false;
    }
    const read = isInstalled ? execFileSync(shell, check, { input, encoding: 'utf8' }) : '';
    expect(read).toBe('');
  });
});

describe.runIf(hasPseudoTerminal)('a real bash', { timeout: 240_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'holdup-completion-'));
    const script = execFileSync(process.execPath, [COMPLETION, 'bash'], { encoding: 'utf8' });
    const program = `holdup() { ${process.execPath} ${HOLDUP} "$@"; }`;
    await writeFile(path.join(folder, 'bashrc'), `PS1='> '\n${program}\n${script}\n`);
    await mkdir(path.join(folder, 'of-mine'));
    return async () => rm(folder, { recursive: true, force: true });
  });

  test('offers strategies, completes what is clear, and leaves files to bash', async () => {
    const screen = openTerminal(`cd ${folder} && bash --noprofile --rcfile bashrc -i`);
    onTestFinished(() => screen.type('\u0003exit\n'));
    await screen.shows(/^> /);
    screen.type('holdup bench --strategy thr\t');
    await screen.shows(/^> holdup bench --strategy thread-p/);
    screen.type('\t\t');
    await screen.shows(/thread-per-request +thread-pool/);
    const LINE_AWAY = '\u0015';
    screen.type(`${LINE_AWAY}holdup bench --sce\t`);
    await screen.shows(/^> holdup bench --scenario/);
    screen.type(`${LINE_AWAY}holdup bench --out of-\t`);
    await screen.shows(/^> holdup bench --out of-mine/);
    expect(screen.lines().join('\n')).not.toContain('ERR_');
  });
});

test('holdup passes arguments, output and exit code through, and names its commands', () => {
  const run = (...args: string[]) => {
    try {
      return {
        exitCode: 0,
        stdout: execFileSync(process.execPath, [HOLDUP, ...args], { encoding: 'utf8', stdio: 'pipe' }),
      };
    } catch (thrown) {
      const { status, stderr } = thrown as { readonly status: number; readonly stderr: string };
      return { exitCode: status, stderr };
    }
  };
  const listed = run('list', '--json');
  expect(JSON.parse(listed.stdout ?? '')).toHaveProperty('strategies');
  expect(run('bench', '--rounds', '0')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ERR_USAGE') });
  expect(run('nope')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('bench, compare') });
  expect(run('--help')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Usage: holdup COMMAND') });
});
