/** A visit in words: where, how long, with whom, what was done; its receipt with what became of the mail, and how it was judged (S4, S5, S11). */
import type { ReactElement } from 'react';
import type { TimelineItem, VisitItemKind } from '../../shared/domain.ts';
import type { VisitItem, VisitView } from '../../shared/visits.ts';
import { useDesktop } from '../data/commands.ts';
import { useOutbox } from '../data/queries.ts';
import { useShopParts, useVisit } from '../data/visitQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { branchWords, motiveWords, preferenceWords } from '../visit/visitWords.ts';
import type { Shop } from '../../shared/shop.ts';
import { Attachments } from './Attachments.tsx';
import { Links } from './Delivery.tsx';
import { ItemMenu, Marks } from './ItemMenu.tsx';
import { Stars } from './Stars.tsx';

/** The card is one glance: the rest is in the visit's own words. */
const MOST_NAMES = 4;
/** Names the printed receipt among the attachments of a visit. */
const RECEIPT_PART = 'receipt';

export function VisitCard({ item }: { item: TimelineItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const visit = useVisit(item.id).data ?? undefined;
  const shop = useShopParts().data;
  const branch = branchWords(shop, visit?.branch ?? item.title);
  const lengthMs = visit === undefined || visit.endedAtMs === null ? 0 : visit.endedAtMs - visit.startedAtMs;
  const meta = lengthMs < 1_000 ? actorWords(t, item.agent) : t('visit.card.meta', { time: format.duration(lengthMs), agent: actorWords(t, item.agent) });
  return (
    <div className="entry-card">
      <header className="entry-head">
        <b className="cut">{branch === '' ? t('visit.card.titlePlain') : t('visit.card.title', { branch })}</b>
        <Marks item={item} />
        <span className="entry-meta"><span className="cut">{meta}</span></span>
        <ItemMenu item={item} />
      </header>
      {visit && visitSentences(t, shop, visit).map((sentence) => <p key={sentence} className="entry-preview">{sentence}</p>)}
      {visit && <ReceiptLine visit={visit} item={item} />}
      <Attachments interactionId={item.id} attachments={item.attachments.filter((attachment) => attachment.partPath !== RECEIPT_PART)} />
      <Links item={item} />
    </div>
  );
}

function visitSentences(t: TFunction, shop: Shop | undefined, visit: VisitView): string[] {
  const namesOf = (kind: VisitItemKind, answer: VisitItem['answer'] = null): string[] => visit.items.filter((item) => item.kind === kind && item.answer === answer).map((item) => (kind === 'preference' ? preferenceWords(t, shop, item.ref).toLocaleLowerCase() : item.label || item.ref));
  const said = (names: readonly string[], words: (names: string, count: number) => string): string[] => (names.length === 0 ? [] : [words(listed(t, names), names.length)]);
  const done = [
    ...(visit.motive === '' ? [] : [t('visit.card.motive', { motive: motiveWords(t, shop, visit.motive).toLocaleLowerCase() })]),
    ...said(namesOf('product'), (names) => t('visit.card.looked', { names })),
    ...said(namesOf('offer'), (names) => t('visit.card.offered', { names })),
    ...said(namesOf('offer', 'accepted'), (names) => t('visit.card.accepted', { names })),
    ...said(namesOf('offer', 'declined'), (names) => t('visit.card.declined', { names })),
    ...said(namesOf('favourite'), (names, count) => t('visit.card.favourites', { count, names })),
    ...said(namesOf('datum'), (names) => t('visit.card.corrected', { names })),
    ...said(namesOf('preference'), (names) => t('visit.card.prefers', { names })),
  ].join(' ');
  return [done, visit.notes.trim(), visit.outcome.trim()].filter((sentence) => sentence !== '');
}

function listed(t: TFunction, names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length <= MOST_NAMES ? shown : `${shown} ${t('visit.card.inItems', { count: names.length - MOST_NAMES })}`;
}

/** Draws nothing for a visit that left neither. */
function ReceiptLine({ visit, item }: { visit: VisitView; item: TimelineItem }): ReactElement | null {
  const { t } = useTranslation();
  const state = useMailState(visit);
  const isSurveyed = visit.isSurveyed || visit.survey !== null;
  const open = useDesktop('desktop.openAttachment');
  const save = useDesktop('desktop.saveAttachment');
  if (visit.receipt === null && visit.mailTo === null && !isSurveyed) return null;
  const paper = item.attachments.find((attachment) => attachment.partPath === RECEIPT_PART);
  const mailed = t(`visit.card.mail.${state}`);
  const words = <><Icon name={state === 'sent' ? 'check' : 'clip'} /><span className="cut">{visit.receipt === null ? t('visit.card.noReceipt') : t('visit.card.receipt', { number: visit.receipt.shown })} · {mailed}</span></>;
  return (
    <div className="receipt-line">
      {(visit.receipt !== null || visit.mailTo !== null) && (
        <span className="receipt-chip attachment" data-state={state} title={visit.mailTo ?? undefined}>
          {paper === undefined || visit.receipt === null ? <span className="attachment-open">{words}</span> : (
            <>
              <button type="button" className="attachment-open" aria-label={`${t('visit.card.openReceipt', { number: visit.receipt.shown })}, ${mailed}`} onClick={() => open.mutate({ id: item.id, partPath: paper.partPath })}>{words}</button>
              <IconButton label={t('timeline.saveAttachment', { name: paper.filename })} icon="save" onClick={() => save.mutate({ id: item.id, partPath: paper.partPath }, { onSuccess: ({ saved }) => saved && showToast({ text: t('timeline.saved') }) })} />
            </>
          )}
        </span>
      )}
      {visit.survey !== null && <Stars score={visit.survey.score} />}
      {isSurveyed && visit.survey === null && <span className="faint">{t('visit.card.surveyOpen')}</span>}
    </div>
  );
}

type MailState = 'print' | 'account' | 'none' | 'queued' | 'held' | 'sending' | 'verifying' | 'sent' | 'failed' | 'cancelled';

/** Of the receipt's mail, from the outbox; one that left long ago is no longer listed there. */
function useMailState(visit: VisitView): MailState {
  const items = useOutbox(visit.customerId).data?.items;
  if (visit.mailTo === null) return 'none';
  if (visit.mailWaitsFor !== null) return visit.mailWaitsFor;
  const outboxId = visit.receipt?.outboxId ?? null;
  const found = outboxId === null ? undefined : items?.find((one) => one.id === outboxId);
  return found?.state ?? (items === undefined || outboxId === null ? 'queued' : 'sent');
}
