/**
 * What is done in a visit: each act is saved at once, as itself and as part of the visit.
 *
 * The act comes before its line in the visit: a line without its act would stand on a receipt and not be true.
 */
import { useMemo } from 'react';
import type { CommandInput, QueryOutput } from '../../shared/contract.ts';
import type { CustomerField, VisitItemKind } from '../../shared/domain.ts';
import { command } from '../data/client.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';

export type Visit = NonNullable<QueryOutput<'visit.get'>>;
export type Offer = QueryOutput<'offer.list'>[number];

export type VisitActs = {
  set(fields: Omit<CommandInput<'visit.set'>, 'visitId'>): Promise<void>;
  look(code: string, name: string): Promise<void>;
  favourite(code: string, name: string, on: boolean): Promise<void>;
  present(offer: Offer): Promise<void>;
  presentByWord(text: string): Promise<void>;
  answer(offer: Offer, answer: 'accepted' | 'declined'): Promise<void>;
  setDatum(field: CustomerField, value: string, label: string): Promise<void>;
  prefer(code: string, label: string, on: boolean): Promise<void>;
  openCase(title: string): Promise<void>;
  /** Takes a line out of the visit, and back what can be taken back. */
  remove(itemId: string): Promise<void>;
};

/** What fails is said, and nothing follows from it. */
export function useVisitActs(visit: Visit): VisitActs {
  const { t } = useTranslation();
  return useMemo(() => {
    const told = (work: Promise<unknown>): Promise<void> => work.then(() => undefined, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
    return actsOf(visit, told);
  }, [visit, t]);
}

function actsOf(visit: Visit, told: (work: Promise<unknown>) => Promise<void>): VisitActs {
  const { id: visitId, customerId } = visit;
  const put = (kind: VisitItemKind, ref: string, label: string): Promise<unknown> => {
    const known = ref === '' ? undefined : visit.items.find((item) => item.kind === kind && item.ref === ref);
    return command('visit.item', { visitId, itemId: known?.itemId ?? null, kind, ref, label, removed: false });
  };
  const drop = async (kind: VisitItemKind, ref: string): Promise<void> => {
    for (const item of visit.items) if (item.kind === kind && item.ref === ref) await command('visit.item', { visitId, itemId: item.itemId, kind, ref, label: item.label, removed: true });
  };
  const of = async (act: (customerId: string) => Promise<unknown>): Promise<void> => {
    if (customerId !== null) await act(customerId);
  };
  const favourite = (code: string, name: string, on: boolean): Promise<void> => of(async (id) => {
    await command('favourite.set', { customerId: id, productCode: code, on, note: '', channel: 'visit', interactionId: visitId });
    await (on ? put('favourite', code, name) : drop('favourite', code));
  });
  const prefer = (code: string, label: string, on: boolean): Promise<void> => of(async (id) => {
    await command('preference.set', { customerId: id, code, on, interactionId: visitId });
    await (on ? put('preference', code, label) : drop('preference', code));
  });
  const present = (id: string, text: string, offer: Offer | null): Promise<{ offerId: string }> => command('offer.present', {
    customerId: id, offerId: offer?.id ?? null, text, productCode: offer?.productCode ?? null, amountMinor: offer?.price?.amountMinor ?? null, validToMs: offer?.validToMs ?? null, channel: 'visit', interactionId: visitId,
  });
  return {
    set: (fields) => told(command('visit.set', { visitId, ...fields })),
    look: (code, name) => told(put('product', code, name)),
    favourite: (code, name, on) => told(favourite(code, name, on)),
    present: (offer) => told(of(async (id) => {
      await present(id, offer.text, offer);
      await put('offer', offer.id, offer.text);
    })),
    presentByWord: (text) => told(of(async (id) => {
      const { offerId } = await present(id, text, null);
      await put('offer', offerId, text);
    })),
    answer: (offer, answer) => told(of(async (id) => {
      await command('offer.answer', { customerId: id, offerId: offer.id, answer, channel: 'visit', reason: '' });
      await put('offer', offer.id, offer.text);
    })),
    setDatum: (field, value, label) => told(of(async (id) => {
      await command('customer.setField', { customerId: id, field, value });
      await put('datum', field, label);
    })),
    prefer: (code, label, on) => told(prefer(code, label, on)),
    openCase: (title) => told(of(async (id) => {
      const { caseId } = await command('case.open', { customerId: id, title, motive: visit.motive, channel: 'visit', interactionId: null });
      await command('visit.set', { visitId, caseId });
    })),
    remove: (itemId) => {
      const item = visit.items.find((one) => one.itemId === itemId);
      if (item === undefined) return Promise.resolve();
      if (item.kind === 'favourite') return told(favourite(item.ref, item.label, false));
      if (item.kind === 'preference') return told(prefer(item.ref, item.label, false));
      if (item.kind === 'offer') return told(of(async (id) => {
        await command('offer.takeBack', { customerId: id, offerId: item.ref, visitId });
        await drop('offer', item.ref);
      }));
      return told(command('visit.item', { visitId, itemId, kind: item.kind, ref: item.ref, label: item.label, removed: true }));
    },
  };
}
