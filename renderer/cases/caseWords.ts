/** Words of cases that several of their parts say. */
import type { CaseView } from '../data/caseQueries.ts';
import type { Format } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';

type Sla = CaseView['firstResponse'];
type Tone = 'neutral' | 'good' | 'warn' | 'danger';

const STATUS_TONES: Record<CaseView['status'], Tone> = { new: 'warn', waitingForUs: 'warn', waitingForCustomer: 'neutral', solved: 'good' };
const SLA_TONES: Record<Sla['state'], Tone> = { none: 'neutral', running: 'neutral', soon: 'warn', overdue: 'danger', paused: 'neutral', met: 'good', missed: 'danger' };

export const statusTone = (status: CaseView['status']): Tone => STATUS_TONES[status];
export const slaTone = (sla: Sla): Tone => SLA_TONES[sla.state];

export function slaWords(t: TFunction, format: Format, nowMs: number, sla: Sla): string {
  const when = sla.dueAtMs === null ? '' : sla.state === 'overdue' ? format.relative(sla.dueAtMs, nowMs) : format.ahead(sla.dueAtMs, nowMs);
  return t(`cases.sla.${sla.state}`, { when });
}

/** What is owed next: what runs before what rests, the nearer first; null when nothing is. */
export function nextDue(view: CaseView): { what: 'dueResponse' | 'dueResolution'; sla: Sla } | null {
  const all = [{ what: 'dueResponse', sla: view.firstResponse }, { what: 'dueResolution', sla: view.resolution }] as const;
  const owed = all.filter(({ sla }) => sla.state === 'running' || sla.state === 'soon' || sla.state === 'overdue').sort((a, b) => (a.sla.dueAtMs ?? 0) - (b.sla.dueAtMs ?? 0));
  return owed[0] ?? all.find(({ sla }) => sla.state === 'paused') ?? null;
}
