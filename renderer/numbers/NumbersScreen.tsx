/**
 * The numbers page: what happened in a span of days, as pictures, each of them leading to the customers behind it.
 *
 * Everything is counted from the history on this machine. Owns the span, the branch and the agent that are looked at,
 * and which figure is open; the window keeps them while it is open.
 */
import { useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Figure, Numbers, NumbersSpan } from '../../shared/numbers.ts';
import { CHANNELS } from '../data/shared.ts';
import { useNumbers } from '../data/numbersQueries.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Banner, Button, Segmented } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { branchWords, motiveWords } from '../visit/visitWords.ts';
import { BehindList } from './BehindList.tsx';
import { bucketWords, figureWords } from './figureWords.ts';
import { JourneyMatrix, MotiveTable, ResponseTable, SurveyTable } from './FigureTables.tsx';
import { dateField, lastDays, spanOf, SPANS } from './span.ts';
import type { SpanChoice } from './span.ts';
import { StackedChart } from './StackedChart.tsx';
import type { Column, Layer } from './StackedChart.tsx';
import './numbers.css';
import './chart.css';
import './figures.css';
import './behind.css';

type View = SpanChoice & { isTable: boolean };
/** Coming back from a customer shows the page as it was left. */
let kept: View | null = null;
const DAYS_AT_FIRST = 90;

export function NumbersScreen(): ReactElement {
  const nowMs = useNow();
  const [view, setView] = useState<View>(() => kept ?? { kind: '90', from: dateField(lastDays(DAYS_AT_FIRST, { branch: '', agent: '' }, nowMs).fromMs), to: dateField(nowMs), branch: '', agent: '', isTable: false });
  const [figure, setFigure] = useState<Figure | null>(null);
  const pickedFrom = useRef<(() => void) | null>(null);
  const chosen = spanOf(view, nowMs);
  const span = chosen ?? lastDays(DAYS_AT_FIRST, view, nowMs);
  const change = (part: Partial<View>): void => {
    kept = { ...view, ...part };
    setView(kept);
    if (!('isTable' in part)) setFigure(null);
  };
  const pick = (next: Figure): void => {
    pickedFrom.current = wayBack(document.activeElement);
    setFigure(next);
  };
  const close = (): void => {
    setFigure(null);
    pickedFrom.current?.();
  };
  return (
    <Page view={view} span={span} isSpan={chosen !== null} figure={figure} onView={change} onPick={pick} onClose={close} />
  );
}

/** Gives the focus back to what had it; a mark may have been drawn anew meanwhile, at the same place of the same picture. */
function wayBack(from: Element | null): () => void {
  const chart = from?.closest('.chart')?.getAttribute('aria-label') ?? '';
  const mark = from?.getAttribute('data-mark') ?? '';
  return () => {
    const back = from?.isConnected === false && mark !== '' ? document.querySelector(`.chart[aria-label="${CSS.escape(chart)}"] [data-mark="${mark}"]`) : from;
    if (back instanceof HTMLElement || back instanceof SVGElement) back.focus();
  };
}

type PageProps = { view: View; span: NumbersSpan; isSpan: boolean; figure: Figure | null; onView: (part: Partial<View>) => void; onPick: (figure: Figure) => void; onClose: () => void };

function Page({ view, span, isSpan, figure, onView, onPick, onClose }: PageProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const answer = useNumbers(span);
  const names = useNames();
  const { data } = answer;
  const column = (atMs: number): string => bucketWords(t, format, data?.bucket ?? 'day', atMs, nowMs);
  return (
    <div className="numbers" data-behind={figure !== null}>
      <div className="numbers-page">
        <header className="screen-head">
          <h1>{t('numbers.title')}</h1>
          <p className="faint">{t('numbers.lead', { from: format.day(span.fromMs, nowMs), to: format.day(span.toMs - 1, nowMs) })}</p>
          <Choices view={view} isSpan={isSpan} agents={data?.agents ?? []} branches={names.branches} onView={onView} />
          <p className="faint numbers-fresh" role="status">
            {answer.isFetching ? t('numbers.counting') : t('numbers.countedAt', { time: format.time(answer.dataUpdatedAt) })}
            {!answer.isFetching && <Button small look="quiet" icon="sync" onClick={() => void answer.refetch()}>{t('numbers.countAgain')}</Button>}
          </p>
        </header>
        {answer.error !== null && <Banner tone="danger">{errorWords(t, answer.error)}</Banner>}
        {data !== undefined && <Pictures data={data} isTable={view.isTable} isNarrow={view.branch !== '' ? 'branch' : view.agent !== '' ? 'agent' : null} column={column} names={names} figure={figure} onPick={onPick} />}
      </div>
      {figure !== null && <BehindList key={JSON.stringify(figure)} span={span} figure={figure} title={figureWords(t, figure, { column, ...names })} onClose={onClose} />}
    </div>
  );
}

function Choices({ view, isSpan, agents, branches, onView }: { view: View; isSpan: boolean; agents: readonly string[]; branches: readonly { code: string; name: string }[]; onView: (part: Partial<View>) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="numbers-choices">
      <Segmented label={t('numbers.span')} value={view.kind} options={SPANS.map((kind) => ({ value: kind, label: kind === 'custom' ? t('numbers.custom') : t('numbers.lastDays', { count: Number(kind) }) }))} onChange={(kind) => onView({ kind })} />
      {view.kind === 'custom' && (
        <>
          <TextField type="date" label={t('numbers.from')} hideLabel value={view.from} max={view.to} onChange={(event) => onView({ from: event.target.value })} />
          <TextField type="date" label={t('numbers.to')} hideLabel value={view.to} min={view.from} error={isSpan ? undefined : t('numbers.badSpan')} onChange={(event) => onView({ to: event.target.value })} />
        </>
      )}
      {branches.length > 0 && <SelectField label={t('numbers.branch')} hideLabel value={view.branch} options={[{ value: '', label: t('numbers.allBranches') }, ...branches.map(({ code, name }) => ({ value: code, label: name }))]} onValue={(branch) => onView({ branch })} />}
      <SelectField label={t('numbers.agent')} hideLabel value={view.agent} options={[{ value: '', label: t('numbers.allAgents') }, ...[...new Set([...agents, view.agent])].filter(Boolean).map((name) => ({ value: name, label: name }))]} onValue={(agent) => onView({ agent })} />
      <button type="button" className="chip" aria-pressed={view.isTable} onClick={() => onView({ isTable: !view.isTable })}>{t('numbers.asTable')}</button>
    </div>
  );
}

type Names = { branches: readonly { code: string; name: string }[]; branch: (code: string) => string; motive: (code: string) => string };

function useNames(): Names {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  return { branches: shop?.branches ?? [], branch: (code) => branchWords(shop, code), motive: (code) => motiveWords(t, shop, code) };
}

type PicturesProps = { data: Numbers; isTable: boolean; isNarrow: 'branch' | 'agent' | null; column: (atMs: number) => string; names: Names; figure: Figure | null; onPick: (figure: Figure) => void };

function Pictures({ data, isTable, isNarrow, column, names, figure, onPick }: PicturesProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const pick = { picked: figure, onPick };
  const channels = CHANNELS.filter((channel) => data.contacts.some(({ byChannel }) => byChannel[channel] !== undefined));
  const total = data.contacts.reduce((sum, { byChannel }) => sum + Object.values(byChannel).reduce((a, b) => a + b, 0), 0);
  const [met, missed] = [data.sla.reduce((sum, one) => sum + one.met, 0), data.sla.reduce((sum, one) => sum + one.missed, 0)];
  const columns = (rows: readonly { atMs: number; values: Record<string, number> }[]): Column[] => rows.map(({ atMs, values }) => ({ atMs, values, words: column(atMs), tick: data.bucket === 'month' ? format.month(atMs) : format.day(atMs, atMs) }));
  const layers = channels.map((channel): Layer => ({ key: channel, words: t(`channel.${channel}`), look: channel }));
  const promises: Layer[] = [{ key: 'met', words: t('numbers.sla.met'), look: 'accent' }, { key: 'missed', words: t('numbers.sla.missed'), look: 'danger' }];
  const answers = data.survey.reduce((sum, row) => sum + row.answers, 0);
  const average = data.survey.reduce((sum, row) => sum + row.average * row.answers, 0) / Math.max(1, answers);
  return (
    <div className="numbers-grid">
      <Picture wide title={t('numbers.contacts.title')} lead={isNarrow === 'branch' ? t('numbers.contacts.ofBranch') : t('numbers.contacts.lead')} sum={t('numbers.contacts.total', { count: total, formatted: format.number(total) })} empty={total === 0 && t('numbers.contacts.none')}>
        <StackedChart
          label={t('numbers.contacts.title')} when={t('numbers.when')} isTable={isTable} layers={layers}
          columns={columns(data.contacts.map(({ atMs, byChannel }) => ({ atMs, values: byChannel })))}
          isPicked={({ atMs }, { key }) => figure?.of === 'contacts' && figure.atMs === atMs && figure.channel === key}
          onPick={({ atMs }, { key }) => onPick({ of: 'contacts', atMs, channel: key })}
        />
      </Picture>
      <Picture title={t('numbers.response.title')} lead={t('numbers.response.lead')} empty={data.response.length === 0 && t('numbers.response.none')}><ResponseTable response={data.response} {...pick} /></Picture>
      <Picture title={t('numbers.sla.title')} lead={t('numbers.sla.lead')} sum={met + missed === 0 ? '' : t('numbers.sla.share', { share: format.percent(met / (met + missed)) })} empty={met + missed === 0 && t('numbers.sla.none')}>
        <StackedChart
          label={t('numbers.sla.title')} when={t('numbers.when')} isTable={isTable} layers={promises}
          columns={columns(data.sla.map(({ atMs, met: kept, missed: broken }) => ({ atMs, values: { met: kept, missed: broken } })))}
          isPicked={({ atMs }, { key }) => figure?.of === 'sla' && figure.atMs === atMs && figure.kept === (key === 'met')}
          onPick={({ atMs }, { key }) => onPick({ of: 'sla', atMs, kept: key === 'met' })}
        />
      </Picture>
      <Picture title={t('numbers.survey.title')} lead={t('numbers.survey.lead')} sum={answers === 0 ? '' : t('numbers.survey.total', { average: format.decimal(average) })} empty={data.survey.length === 0 && t('numbers.survey.none')}><SurveyTable survey={data.survey} branchName={names.branch} {...pick} /></Picture>
      <Picture tall title={t('numbers.journeys.title')} lead={t('numbers.journeys.lead')} empty={data.journeys.length === 0 && t('numbers.journeys.none')}><JourneyMatrix journeys={data.journeys} {...pick} /></Picture>
      <Picture title={t('numbers.motives.title')} lead={t('numbers.motives.lead')} empty={data.motives.length === 0 && t('numbers.motives.none')}><MotiveTable motives={data.motives} motiveName={names.motive} {...pick} /></Picture>
    </div>
  );
}

function Picture({ title, lead, sum = '', empty, wide = false, tall = false, children }: { title: string; lead: string; sum?: string; empty: string | false; wide?: boolean; tall?: boolean; children: ReactNode }): ReactElement {
  return (
    <section className="card picture" data-wide={wide} data-tall={tall} aria-label={title}>
      <header className="picture-head">
        <h2>{title}</h2>
        {sum !== '' && <strong className="picture-sum">{sum}</strong>}
        <p className="faint">{lead}</p>
      </header>
      {empty === false ? children : <p className="picture-empty faint">{empty}</p>}
    </section>
  );
}
