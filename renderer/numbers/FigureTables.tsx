/** Figures that read best as tables with bars in them: response times, surveys, changes of channel, motives. Each number is a button that shows who is behind it. */
import type { ReactElement, ReactNode } from 'react';
import { CHANNELS } from '../data/shared.ts';
import type { Channel } from '../../shared/domain.ts';
import type { Figure, Numbers, SurveyFigure } from '../../shared/numbers.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { ChannelIcon } from '../ui/icons.tsx';
import { useMinutes } from './figureWords.ts';

export type PickProps = { picked: Figure | null; onPick: (figure: Figure) => void };
type Pick = PickProps & { figure: Figure; name: string; children: ReactNode; className?: string; width?: number };

/** @param name what a screen reader says of it, the number included */
function FigureButton({ figure, name, picked, onPick, children, className = '', width }: Pick): ReactElement {
  return (
    <button type="button" className={`figure-button ${className}`} aria-label={name} title={name} data-picked={JSON.stringify(picked) === JSON.stringify(figure)} style={width === undefined ? undefined : { flexGrow: width }} onClick={() => onPick(figure)}>
      {children}
    </button>
  );
}

/** The bar of a cell, as a share of the greatest. */
function CellBar({ share, look }: { share: number; look: string }): ReactElement {
  return <span className="cell-bar" aria-hidden="true"><span data-look={look} style={{ width: `${Math.max(1, share * 100)}%` }} /></span>;
}

export function ResponseTable({ response, ...pick }: { response: Numbers['response'] } & PickProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const minutes = useMinutes();
  const most = Math.max(1, ...response.map(({ p90Minutes }) => p90Minutes ?? 0));
  return (
    <table className="figures">
      <caption className="hidden-text">{t('numbers.response.title')}</caption>
      <thead><tr><th scope="col">{t('numbers.channel')}</th><th scope="col">{t('numbers.response.median')}</th><th scope="col">{t('numbers.response.p90')}</th><th scope="col" className="figure-number">{t('numbers.response.unanswered')}</th></tr></thead>
      <tbody>
        {response.map(({ channel, answered, unanswered, medianMinutes, p90Minutes }) => {
          const words = t(`channel.${channel}`);
          const cell = (value: number | null, part: 'answered' | 'slowest', what: string): ReactElement => (
            <td>
              {value === null ? '–' : (
                <>
                  <FigureButton {...pick} figure={{ of: 'response', channel, part }} name={`${words}, ${what}: ${minutes(value)}`}>{minutes(value)}</FigureButton>
                  <CellBar share={value / most} look={channel} />
                </>
              )}
            </td>
          );
          return (
            <tr key={channel} data-channel={channel}>
              <th scope="row"><ChannelIcon channel={channel} /> {words}<span className="faint figure-note">{t('numbers.response.answered', { count: answered, formatted: format.number(answered) })}</span></th>
              {cell(medianMinutes, 'answered', t('numbers.response.median'))}
              {cell(p90Minutes, 'slowest', t('numbers.response.p90'))}
              <td className="figure-number">
                {unanswered === 0 ? '–' : <FigureButton {...pick} figure={{ of: 'response', channel, part: 'unanswered' }} name={`${words}, ${t('numbers.response.unanswered')}: ${format.number(unanswered)}`}>{format.number(unanswered)}</FigureButton>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const SCORES = [1, 2, 3, 4, 5] as const;

export function SurveyTable({ survey, branchName, ...pick }: { survey: readonly SurveyFigure[]; branchName: (code: string) => string } & PickProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="figures">
      <caption className="hidden-text">{t('numbers.survey.title')}</caption>
      <thead><tr><th scope="col">{t('numbers.survey.who')}</th><th scope="col" className="figure-number">{t('numbers.survey.average')}</th><th scope="col" className="figure-wide">{t('numbers.survey.distribution')}</th><th scope="col" className="figure-number">{t('numbers.survey.answers')}</th></tr></thead>
      <tbody>
        {survey.map(({ branch, agent, answers, average, byScore }) => {
          const who = [branchName(branch), actorWords(t, agent)].filter(Boolean).join(' · ') || t('numbers.survey.nobody');
          return (
            <tr key={`${branch} ${agent}`}>
              <th scope="row">{actorWords(t, agent) || t('numbers.survey.nobody')}<span className="faint figure-note">{branchName(branch)}</span></th>
              <td className="figure-number"><strong>{format.decimal(average)}</strong></td>
              <td>
                <div className="scores">
                  {SCORES.map((score) => {
                    const count = byScore[score - 1] ?? 0;
                    return count === 0 ? null : <FigureButton key={score} {...pick} className="score" width={count} figure={{ of: 'survey', branch, agent, score }} name={t('numbers.survey.scoreOf', { who, score, count, formatted: format.number(count) })}><span className="score-fill" data-score={score}>{score}</span></FigureButton>;
                  })}
                </div>
              </td>
              <td className="figure-number"><FigureButton {...pick} figure={{ of: 'survey', branch, agent, score: null }} name={`${who}, ${t('numbers.survey.answers')}: ${format.number(answers)}`}>{format.number(answers)}</FigureButton></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** From the row's channel to the column's. */
export function JourneyMatrix({ journeys, ...pick }: { journeys: Numbers['journeys'] } & PickProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const used = (end: 'from' | 'to'): Channel[] => CHANNELS.filter((channel) => journeys.some((journey) => journey[end] === channel));
  const [from, to] = [used('from'), used('to')];
  const most = Math.max(1, ...journeys.map(({ customers }) => customers));
  return (
    <table className="figures matrix">
      <caption className="hidden-text">{t('numbers.journeys.title')}</caption>
      <thead>
        <tr><td className="matrix-corner faint">{t('numbers.journeys.corner')}</td>{to.map((channel) => <th key={channel} scope="col"><ChannelIcon channel={channel} /><span>{t(`channel.${channel}`)}</span></th>)}</tr>
      </thead>
      <tbody>
        {from.map((row) => (
          <tr key={row}>
            <th scope="row"><ChannelIcon channel={row} /> {t(`channel.${row}`)}</th>
            {to.map((column) => {
              const people = journeys.find((journey) => journey.from === row && journey.to === column)?.customers ?? 0;
              if (people === 0) return <td key={column} className="matrix-none">{row === column ? '' : '–'}</td>;
              const name = t('numbers.journeys.pair', { from: t(`channel.${row}`), to: t(`channel.${column}`), count: people, formatted: format.number(people) });
              return <td key={column} data-channel={column} data-heat={Math.ceil((people / most) * 4)}><FigureButton {...pick} className="matrix-button" figure={{ of: 'journey', from: row, to: column }} name={name}>{format.number(people)}</FigureButton></td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function MotiveTable({ motives, motiveName, ...pick }: { motives: Numbers['motives']; motiveName: (code: string) => string } & PickProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(1, ...motives.map(({ count }) => count));
  return (
    <table className="figures">
      <caption className="hidden-text">{t('numbers.motives.title')}</caption>
      <thead className="hidden-text"><tr><th scope="col">{t('numbers.motives.motive')}</th><th scope="col">{t('numbers.motives.count')}</th></tr></thead>
      <tbody>
        {motives.map(({ motive, count }) => (
          <tr key={motive}>
            <th scope="row">{motiveName(motive)}</th>
            <td className="figure-wide figure-inline">
              <CellBar share={count / most} look="accent" />
              <FigureButton {...pick} figure={{ of: 'motive', motive }} name={`${motiveName(motive)}: ${format.number(count)}`}>{format.number(count)}</FigureButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
