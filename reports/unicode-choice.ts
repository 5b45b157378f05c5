interface Environment {
  readonly [name: string]: string | undefined;
}

/** Terminals for Windows that show more than the code page of its old console. */
const isModernWindows = (environment: Environment): boolean =>
  (environment['WT_SESSION'] ?? '') !== '' ||
  environment['ConEmuTask'] === '{cmd::Cmder}' ||
  environment['TERM_PROGRAM'] === 'vscode' ||
  environment['TERMINAL_EMULATOR'] === 'JetBrains-JediTerm' ||
  /^(?:xterm-256color|alacritty|rxvt-unicode)/u.test(environment['TERM'] ?? '');

/**
 * Whether to print ASCII only. The console of the Linux kernel and a dumb terminal have no glyphs for marks and bars, nor
 * has a locale that names another encoding: the first of LC_ALL, LC_CTYPE and LANG that is not empty decides. Without any
 * of them, as in most containers and on most build servers, whoever reads the output can nearly always show UTF-8.
 *
 * @param platform as `process.platform`
 * @see https://github.com/sindresorhus/is-unicode-supported for the terminals, and for the order of the locale's variables
 * https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html
 */
export function choosesAscii(isAsked: boolean, environment: Environment, platform: string): boolean {
  if (isAsked) return true;
  const terminal = environment['TERM'] ?? '';
  if (terminal === 'dumb' || terminal === 'linux') return true;
  if (platform === 'win32') return (environment['CI'] ?? '') === '' && !isModernWindows(environment);
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment[name] ?? '').find((value) => value !== '');
  return locale !== undefined && !/utf-?8/iu.test(locale);
}
