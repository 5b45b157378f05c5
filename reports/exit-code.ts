/** What `report` and `compare` say of themselves to a script: the numbers that `bench` uses too. */
export const EXIT = { ok: 0, usage: 2, fired: 3, inconclusive: 4 } as const;
