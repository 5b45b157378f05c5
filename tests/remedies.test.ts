import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHelp } from '../bench/help-flags.ts';
import packageJson from '../package.json' with { type: 'json' };
import { ERRORS } from '../servers/errors.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Errors after which there is nothing to type, and why. */
const NOTHING_TO_TYPE: Readonly<Record<string, string>> = {
  ERR_BODY_JSON: 'a client of a server sent it',
  ERR_BODY_TYPE: 'a client of a server sent it',
  ERR_BODY_TOO_LARGE: 'a client of a server sent it',
  ERR_TASK_FAILED: 'the message is all that is known',
  ERR_JOB_UNKNOWN: 'a client of a server asked for it',
  ERR_JOB_ATTEMPTS: 'the task is at fault',
  ERR_CLIENT_LEFT: 'nobody is left to read it',
  ERR_INTERNAL: 'it is a fault of ours',
  ERR_LOAD_DESYNC: 'the measured server is at fault',
  ERR_SENTINEL: 'the run goes on',
  ERR_RECORD_UNREADABLE: 'only its owner can let others read it',
  ERR_RECORD_VERSION: 'how holdup came here is not known',
  ERR_RECORD_INVALID: 'a hand has changed it',
};

/** A flag, a script of ours, another program, or a request. */
const TYPED = /--[a-z][\w-]*|npm run [\w-]+|\b(?:curl|ls) |\b(?:GET|PUT) \//;

const scripts: Readonly<Record<string, string>> = packageJson.scripts;
const flagsOf = (name: string): string[] => {
  const [, entry = ''] = /^node (\S+\.ts)$/.exec(scripts[name] ?? '') ?? [];
  const help = execFileSync(process.execPath, [path.join(ROOT, entry), '--help'], { encoding: 'utf8' });
  return readHelp(help).flags.map(({ flag }) => flag);
};
const flags = new Set(['bench', 'report', 'serve', 'compare'].flatMap(flagsOf));
const NOT_OURS: ReadonlySet<string> = new Set(['--appendonly', '--help']);

const unknownIn = (text: string): string[] => [
  ...(text.match(/(?<![\w-])--[a-z][\w-]*/g) ?? []).filter((flag) => !flags.has(flag) && !NOT_OURS.has(flag)),
  ...[...text.matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name).filter((name) => scripts[name] === undefined),
];

/** WARN_X -> the source of the check that says it. */
function checkSources(): ReadonlyMap<string, string> {
  const source = readFileSync(path.join(ROOT, 'stats/warnings.ts'), 'utf8');
  const bodies = new Map(
    source
      .split(/^const (?=warn\w+: Check)/m)
      .map((body) => [/^warn\w+/.exec(body)?.[0] ?? '', body.split(/^\/\*\*/m)[0]]),
  );
  const codes = [...source.matchAll(/^ {2}(WARN_\w+): (warn\w+),$/gm)];
  return new Map(codes.map(([, code = '', name = '']) => [code, bodies.get(name) ?? '']));
}

describe('every warning says what to type', () => {
  const sources = checkSources();

  test('there are warnings to look at', () => {
    expect(sources.size).toBeGreaterThan(14);
  });

  test.each([...sources])('%s', (_, source) => {
    expect(source).toMatch(/--[a-z][\w-]*|npm run [\w-]+|curl |\$\{record\.command\}|\$\{coresAdvice\(/);
    expect(unknownIn(source)).toEqual([]);
  });
});

describe('every error says what to type, or stands on the list of those after which nothing helps', () => {
  test.each(Object.entries(ERRORS))('%s', (code, { remedy }) => {
    expect(TYPED.test(remedy)).toBe(!(code in NOTHING_TO_TYPE));
    expect(unknownIn(remedy)).toEqual([]);
  });

  test('the list names errors that there are', () => {
    expect(Object.keys(NOTHING_TO_TYPE).filter((code) => !(code in ERRORS))).toEqual([]);
  });
});
