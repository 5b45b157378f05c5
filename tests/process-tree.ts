import { descendants as allDescendants } from '../bench/faults/process-tree.ts';

/** The children and children's children of a process whose command line contains `text`. */
export async function descendants(processId: number, text: string): Promise<number[]> {
  const all = await allDescendants(processId);
  return all.filter(({ command }) => command.includes(text)).map((child) => child.processId);
}
