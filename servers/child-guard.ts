import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Reads "+ id" and "- id" until the server is gone, however it went, and then kills what is left. A shell is there on every
 * Unix and costs a megabyte; a watching thread in each child would cost it 9 MB and 30 ms of CPU at its start.
 */
const WATCH_SCRIPT = `trap '' INT TERM HUP
ids=' '
while read -r sign id; do
  case $sign in
    +) ids="$ids$id " ;;
    -) case $ids in *" $id "*) ids="\${ids%% $id *} \${ids#* $id }" ;; esac ;;
  esac
done
for id in $ids; do kill -9 "$id"; done 2>/dev/null`;

/**
 * Sees to it that no child outlives this process. A child in the middle of a task neither hears its channel close nor sees
 * its parent gone. Where there is no shell (Windows), a child of a killed server ends after its task, not before.
 */
export class ChildGuard implements Disposable {
  readonly #ids = new Set<number>();
  readonly #watch = process.platform === 'win32' ? undefined : startWatch();

  constructor() {
    process.on('exit', this.#killAll);
  }

  add(processId: number): void {
    if (this.#ids.has(processId)) return;
    this.#ids.add(processId);
    this.#watch?.stdin.write(`+ ${processId}\n`);
  }

  /** Of a process that has ended: its id may soon be another's. */
  remove(processId: number): void {
    if (this.#ids.delete(processId)) this.#watch?.stdin.write(`- ${processId}\n`);
  }

  /** Does nothing when it has ended already. */
  kill(processId: number): void {
    try {
      process.kill(processId, 'SIGKILL');
    } catch {
      // It was quicker.
    }
  }

  /** Kills what was added and not removed. */
  [Symbol.dispose](): void {
    this.#killAll();
    process.off('exit', this.#killAll);
    this.#watch?.stdin.end();
  }

  readonly #killAll = (): void => {
    for (const processId of this.#ids) this.kill(processId);
  };
}

function startWatch() {
  const watch = spawn('/bin/sh', ['-c', WATCH_SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'] });
  // Without it, children of a killed server end after their tasks.
  watch.on('error', () => {});
  watch.stdin.on('error', () => {});
  watch.unref();
  return watch;
}
