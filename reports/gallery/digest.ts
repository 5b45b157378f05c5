import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { FaultTable } from '../../stats/faults/fault-table.ts';
import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { faultVerdict } from '../faults/matrix.ts';

/**
 * What the gallery tells of a run, kept beside its record: 200 records of 1.5 MB take half a minute to read and to sum
 * up, 200 digests a blink. A digest is only ever a copy: where it is missing, old or odd the record is read again.
 */
const DIGEST_VERSION = 1;

const closed = { additionalProperties: false } as const;

/** Of the file that was digested: when they differ, so may the digest. */
const FileStampSchema = Type.Object({ bytes: Type.Number(), modifiedAtMs: Type.Number() }, closed);
export type FileStamp = Static<typeof FileStampSchema>;

const RunDigestSchema = Type.Object(
  {
    verdict: Type.String(),
    startedAt: Type.String(),
    scenarioName: Type.String(),
    isQuick: Type.Boolean(),
    status: Type.Enum(['complete', 'partial']),
    trust: Type.Enum(['trusted', 'not-trusted', 'unknown']),
    roundCount: Type.Number(),
    targets: Type.Array(
      Type.Object({ name: Type.String(), status: Type.Enum(['measured', 'invalid', 'void']) }, closed),
    ),
    machine: Type.String(),
    command: Type.String(),
  },
  closed,
);
export type RunDigest = Static<typeof RunDigestSchema>;

const FaultDigestSchema = Type.Object(
  { verdict: Type.String(), startedAt: Type.String(), machine: Type.String(), command: Type.String() },
  closed,
);
export type FaultDigest = Static<typeof FaultDigestSchema>;

const FolderDigestSchema = Type.Object(
  {
    digestVersion: Type.Literal(DIGEST_VERSION),
    run: Type.Union([Type.Null(), Type.Object({ stamp: FileStampSchema, digest: RunDigestSchema }, closed)]),
    faults: Type.Union([Type.Null(), Type.Object({ stamp: FileStampSchema, digest: FaultDigestSchema }, closed)]),
  },
  closed,
);
/** Of all that lies in one folder; null where there is nothing, or nothing that can be read. */
export type FolderDigest = Static<typeof FolderDigestSchema>;

export const NO_DIGEST: FolderDigest = { digestVersion: DIGEST_VERSION, run: null, faults: null };

const validator = Compile(FolderDigestSchema);

/** @returns NO_DIGEST for whatever is none */
export function parseDigest(text: string): FolderDigest {
  try {
    const value: unknown = JSON.parse(text);
    return validator.Check(value) ? value : NO_DIGEST;
  } catch {
    return NO_DIGEST;
  }
}

export function digestOfRun(record: RunRecord, summary: Summary): RunDigest {
  const { startedAt, scenario, isQuick, status, machine, command } = record;
  const { cpuModel, availableCoreCount, platform, nodeVersion } = machine;
  return {
    verdict: summary.verdict,
    startedAt,
    scenarioName: scenario.name,
    isQuick,
    status,
    trust: summary.trust.state,
    roundCount: scenario.roundCount,
    targets: summary.targets.map((target) => ({ name: target.targetName, status: target.status })),
    machine: machineText(cpuModel, availableCoreCount, platform, nodeVersion),
    command,
  };
}

export function digestOfFaults(table: FaultTable): FaultDigest {
  const { cpuModel, coreCount, platform, nodeVersion } = table.machine;
  return {
    verdict: faultVerdict(table),
    startedAt: table.startedAt,
    machine: machineText(cpuModel, coreCount, platform, nodeVersion),
    command: table.command,
  };
}

const machineText = (cpuModel: string, coreCount: number, platform: string, nodeVersion: string): string =>
  `${cpuModel}, ${coreCount} core${coreCount === 1 ? '' : 's'}, ${platform}, Node ${nodeVersion}`;
