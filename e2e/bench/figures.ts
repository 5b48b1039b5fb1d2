/** The named numbers of a run, their goals, and how they are told. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { packageVersion } from '../../electron/dev/places.ts';

export type Figures = Record<string, number>;

type Goal = { most: number; unit: string };

/** What the product promises; a figure without a goal is only told. */
const GOALS: Record<string, Goal> = {
  imap_vs_drain: { most: 2.5, unit: 'times a plain imapflow drain' },
  imap_vs_mbsync_notmuch: { most: 0.05, unit: 'of mbsync + notmuch' },
  search_p95_ms: { most: 10, unit: 'ms, 1,000,000 interactions' },
  numbers_slice_p95_ms: { most: 20, unit: 'ms at a stretch while figures are counted, 1,000,000 interactions' },
  open_customer_p95_ms: { most: 100, unit: 'ms to painted, 10,000 interactions' },
  query_during_sync_p95_ms: { most: 20, unit: 'ms' },
  core_peak_mib: { most: 250, unit: 'MiB' },
  start_vs_bare_electron: { most: 1.25, unit: 'times a bare Electron window' },
  ring_to_brief_p95_ms: { most: 150, unit: 'ms from the exchange to the glass, 10,000 interactions' },
  next_actions_p95_ms: { most: 100, unit: 'ms from the event, 10,000 interactions' },
  new_mail_on_screen_ms: { most: 1_000, unit: 'ms after delivery began' },
};

/** One line a figure: name, value, and for those with a goal whether it was met. */
export function tell(figures: Figures): string[] {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  return Object.entries(figures).map(([name, value]) => {
    const goal = GOALS[name];
    const shown = `${name.padEnd(width)}  ${String(value).padStart(10)}`;
    return goal === undefined ? shown : `${shown}  ${value <= goal.most ? 'ok    ' : 'MISSED'}  goal ${goal.most} or less (${goal.unit})`;
  });
}

/** Names of the figures that are above their goal. */
export function missed(figures: Figures): string[] {
  return Object.entries(figures).filter(([name, value]) => value > (GOALS[name]?.most ?? Infinity)).map(([name]) => name);
}

/** The machine in numbers, for a file of figures. */
export function machineFigures(): Figures {
  return { machine_cores: cpus().length, machine_memory_gib: round(totalmem() / 2 ** 30, 1) };
}

/** The machine and the versions in words. @param rivals further lines, such as the versions of other programs */
export function machineWords(rivals: readonly string[]): string[] {
  return [
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${round(totalmem() / 2 ** 30, 1)} GiB, ${process.platform} ${release()}${distribution()}`,
    `Node ${process.versions.node}, imapflow ${packageVersion('imapflow')}, better-sqlite3-multiple-ciphers ${packageVersion('better-sqlite3')}`,
    ...rivals,
  ];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** Nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0;
}

export function round(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return name === undefined ? '' : `, ${name}`;
  } catch {
    return '';
  }
}
