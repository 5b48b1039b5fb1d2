/** Who is on the line, when the number does not say: the ranked choice, the search, or somebody new. Nothing is chosen by itself. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { BriefCandidate, LiveCall } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Avatar, Button } from '../ui/controls.tsx';
import { TextField } from '../ui/fields.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { CustomerChooser } from '../workspace/CustomerChooser.tsx';
import { candidateWords } from './Brief.tsx';
import { useIdentify } from './useIdentify.ts';

export function Identify({ call, onChosen }: { call: LiveCall; onChosen: (customerId: string, name: string) => void }): ReactElement {
  const { t } = useTranslation();
  const { choose, nameNew } = useIdentify(call, call.brief.match === 'withheld');
  const { match } = call.brief;
  const { people, number } = told(call.brief.candidates);
  const [how, setHow] = useState<'search' | 'new' | null>(null);
  const pick = (customerId: string, name: string): void => {
    choose(customerId, name);
    onChosen(customerId, name);
  };
  return (
    <div className="identify">
      {match === 'several' ? (
        <>
          <h3>{t('live.several', { count: people.length })}</h3>
          <p className="faint">{t('live.severalHint')}</p>
          <Candidates candidates={people} onPick={pick} />
        </>
      ) : (
        <>
          {/* That the number is withheld stands above, in place of a name. */}
          {match !== 'withheld' && <h3>{t('live.unknown')}</h3>}
          <p className="faint">{t(match === 'withheld' ? 'live.withheldHint' : 'live.unknownHint')}</p>
        </>
      )}
      {how === 'search' && <CustomerChooser except="" chosen={null} onChoose={(row) => { if (row) pick(row.id, row.name); }} />}
      {how === 'new' && <NewCaller onName={nameNew} onDone={() => setHow(null)} />}
      <div className="identify-foot">
        {how !== 'search' && <Button small icon="search" onClick={() => setHow('search')}>{t(match === 'several' ? 'live.nobodyOfThese' : 'live.search')}</Button>}
        {number !== null && <Button small icon="call" onClick={() => pick(number.customerId, number.name)}>{t('live.onlyNumber')}</Button>}
        {how !== 'new' && match === 'unknown' && <Button small icon="plus" onClick={() => setHow('new')}>{t('live.logNew')}</Button>}
      </div>
    </div>
  );
}

/** Who has a name, and what is known of the number alone: calls of which nobody said whose they were. */
export function told(candidates: readonly BriefCandidate[]): { people: BriefCandidate[]; number: BriefCandidate | null } {
  // Who was never named goes by the number itself.
  const number = candidates.find((one) => /^[+\d\s().-]+$/.test(one.name)) ?? null;
  return { people: candidates.filter((one) => one !== number), number };
}

/** In the order of the brief: an open matter first, then the latest contact. */
export function Candidates({ candidates, onPick }: { candidates: readonly BriefCandidate[]; onPick: (customerId: string, name: string) => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  return (
    <ul className="candidates">
      {candidates.map((one) => (
        <li key={one.customerId}>
          <button type="button" className="candidate" aria-label={t('live.isThis', { name: one.name })} onClick={() => onPick(one.customerId, one.name)}>
            <Avatar name={one.name} channel={one.open?.channel ?? one.lastWords[0]?.channel ?? 'call'} />
            <span className="grow">
              <b className="cut">{one.name}</b>
              <span className="candidate-sub cut">{candidateWords(t, format, one, nowMs).join(' · ')}</span>
              {one.open !== null && <span className="candidate-open cut"><ChannelIcon channel={one.open.channel} label={t(`channel.${one.open.channel}`)} /> {t('live.waitsFor')}: {one.open.title}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function NewCaller({ onName, onDone }: { onName: (name: string) => void; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <form
      className="identify-new"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        onName(name.trim());
        onDone();
      }}
    >
      <TextField label={t('live.newName')} autoFocus maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />
      <Button small type="submit" look="primary" disabled={name.trim() === ''}>{t('live.newAction')}</Button>
    </form>
  );
}
