/** A fence that opens a block, what it says of the block, and the block. */
const BLOCK = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** A line of a shell block without what is said of it; a `#` inside a word is part of the word. */
const withoutComment = (line: string): string => line.replace(/(?:^|\s+)# .*$/, '').trim();

const isCommand = (code: string): boolean => /^(?:\w+=\S+ )?(?:npm|npx|node|holdup) /.test(code);

/**
 * What a page tells its readers to type: each command in its `sh` blocks, and each `npm ...` in backquotes.
 *
 * @param page Markdown
 */
export function documentedCommands(page: string): readonly string[] {
  const lines = [...page.matchAll(BLOCK)].flatMap(([, language, block = '']) =>
    language === 'sh' ? block.split('\n') : [],
  );
  const prose = page.replaceAll(BLOCK, '');
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
  const commands = [...lines.map(withoutComment), ...inline.filter(isCommand)].flatMap((line) => line.split(' && '));
  return [...new Set(commands.filter((command) => command !== ''))];
}

/** A file that a page tells its readers to write: "`my-server.mjs`:", then the code. */
export interface DocumentedFile {
  readonly name: string;
  readonly text: string;
}

export function documentedFiles(page: string): readonly DocumentedFile[] {
  return [...page.matchAll(/`([\w./-]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => ({
    name,
    text,
  }));
}
