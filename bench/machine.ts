import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { promisify } from 'node:util';
import type { Machine, MachineLoad } from '../stats/record.ts';

const execFileAsync = promisify(execFile);
const ROOT = new URL('..', import.meta.url);

/** A file's text, or null where this platform has no such file. */
async function textOf(path: string | URL): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** What this machine is busy with at this moment. */
export async function machineLoad(): Promise<MachineLoad> {
  const pressure = await textOf('/proc/pressure/cpu');
  const percent = /^some avg10=([\d.]+)/m.exec(pressure ?? '')?.[1];
  return {
    at: new Date().toISOString(),
    loadAverage1m: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
    cpuPressureShare: percent === undefined ? null : Math.min(1, Number(percent) / 100),
  };
}

async function cgroupQuotaCores(): Promise<number | null> {
  // Version 2: "max 100000" or "150000 100000", quota and period in microseconds.
  const [quota, period] = ((await textOf('/sys/fs/cgroup/cpu.max')) ?? '').split(' ').map(Number);
  if (quota !== undefined && period !== undefined && quota > 0) return quota / period;
  const oldQuota = Number(await textOf('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'));
  const oldPeriod = Number(await textOf('/sys/fs/cgroup/cpu/cpu.cfs_period_us'));
  return oldQuota > 0 && oldPeriod > 0 ? oldQuota / oldPeriod : null;
}

async function gitCommit(): Promise<string | null> {
  const git = async (...args: string[]): Promise<string> =>
    (await execFileAsync('git', args, { cwd: ROOT, timeout: 5_000 })).stdout.trim();
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD');
    return (await git('status', '--porcelain')) === '' ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export async function holdupPackage(): Promise<Package> {
  return JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as Package;
}

/** Everything about this machine that could explain a figure. Names no host and no person. */
export async function describeMachine(): Promise<Machine> {
  const status = await textOf('/proc/self/status');
  const { dependencies } = await holdupPackage();
  return {
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    logicalCoreCount: os.cpus().length,
    availableCoreCount: os.availableParallelism(),
    cgroupQuotaCores: await cgroupQuotaCores(),
    affinity: /^Cpus_allowed_list:\s*(\S+)/m.exec(status ?? '')?.[1] ?? null,
    governor: await textOf('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    memoryBytes: os.totalmem(),
    platform: process.platform,
    arch: process.arch,
    kernel: os.release(),
    nodeVersion: process.versions.node,
    v8Version: process.versions.v8,
    libuvVersion: process.versions.uv,
    dependencies: { ...dependencies },
    gitCommit: await gitCommit(),
    loadBefore: await machineLoad(),
    loadAfter: null,
  };
}
