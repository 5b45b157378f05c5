const NAME_COLUMNS = 11;

/** "kept open  |||.|||.  2 of 8 waited": a bar for each user, a dot for one to whom it happened. */
export const usersText = (name: string, happened: readonly boolean[], what: string): string =>
  `${name.padEnd(NAME_COLUMNS)}${happened.map((is) => (is ? '.' : '|')).join('')}  ${happened.filter(Boolean).length} of ${happened.length} ${what}`;
