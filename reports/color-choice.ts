export type ColorChoice = 'auto' | 'always' | 'never';

interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * Whether to print in colour: the flag, then FORCE_COLOR, then NO_COLOR and TERM=dumb, then whether a person is
 * looking. An empty NO_COLOR counts as not set, and FORCE_COLOR=0 as a no.
 *
 * @see https://no-color.org and https://nodejs.org/api/cli.html#force_color-1-2-3
 */
export function choosesColor(choice: ColorChoice, environment: Environment, isTerminal: boolean | undefined): boolean {
  if (choice !== 'auto') return choice === 'always';
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb') return false;
  return isTerminal === true;
}
