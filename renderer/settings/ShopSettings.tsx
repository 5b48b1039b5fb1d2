/** What all desks of the shop share. Each part is saved whole when it is left; a part with a mistake says so and is not saved. */
import { useId, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Settings } from '../../shared/contract.ts';
import type { Shop } from '../../shared/shop.ts';
import { useCommand } from '../data/commands.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useLanguage } from '../i18n/useFormat.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { Checkbox, SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { motiveWords, preferenceWords } from '../visit/visitWords.ts';
import { codeFor, goodBranches, goodHours, goodSla, goodTeams, isClock, weekdayNames } from './shopForm.ts';

type SaveShop = (part: Partial<Shop>) => void;
type Part = { shop: Shop; save: SaveShop };

export function ShopSettings({ settings, saveSettings }: { settings: Settings; saveSettings: (change: Partial<Settings>) => void }): ReactElement | null {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  const set = useCommand('shop.set');
  if (shop === undefined) return null;
  const save: SaveShop = (part) => set.mutate(part);
  return (
    <section className="card" aria-label={t('shop.title')}>
      <header className="card-head">
        <div className="grow">
          <h2>{t('shop.title')}</h2>
          <p className="field-hint">{t('shop.hint')}</p>
        </div>
      </header>
      <Identity shop={shop} save={save} />
      <Branches shop={shop} save={save} />
      <SelectField label={t('shop.here')} value={settings.branch} onValue={(branch) => saveSettings({ branch })} options={[{ value: '', label: t('shop.hereNone') }, ...branchOptions(shop, settings.branch)]} />
      <Teams shop={shop} save={save} />
      <Hours shop={shop} save={save} />
      <Holidays shop={shop} save={save} />
      <Promises shop={shop} save={save} />
      <Coded shop={shop} save={save} name="motives" words={(code) => motiveWords(t, shop, code)} />
      <Coded shop={shop} save={save} name="preferences" words={(code) => preferenceWords(t, shop, code)} />
    </section>
  );
}

/** A branch that was taken away is still where this desk says it stands. */
function branchOptions(shop: Shop, own: string): { value: string; label: string }[] {
  const known = shop.branches.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
  return own === '' || known.some(({ value }) => value === own) ? known : [...known, { value: own, label: own }];
}

/** What is typed is here until it is left; then it is saved if it is sound. */
function useTyped<T>(value: T, isGood: (next: T) => boolean, save: (next: T) => void): { now: T; edit: (next: T) => void; leave: () => void; put: (next: T) => void; isBad: boolean } {
  const [typed, setTyped] = useState<T | null>(null);
  const [isBad, setBad] = useState(false);
  const put = (next: T): void => {
    const good = isGood(next);
    setBad(!good);
    setTyped(good ? null : next);
    if (good && JSON.stringify(next) !== JSON.stringify(value)) save(next);
  };
  return { now: typed ?? value, edit: setTyped, leave: () => typed !== null && put(typed), put, isBad };
}

function Rows({ title, hint, error, children, onLeave }: { title: string; hint?: string; error?: string | undefined; children: ReactNode; onLeave?: () => void }): ReactElement {
  return (
    <fieldset className="entries" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) onLeave?.(); }}>
      <legend className="field-label">{title}</legend>
      {hint !== undefined && <p className="field-hint">{hint}</p>}
      {children}
      {error !== undefined && <p className="field-error" role="alert">{error}</p>}
    </fieldset>
  );
}

function Identity({ shop, save }: Part): ReactElement {
  const { t } = useTranslation();
  const form = useTyped(shop.identity, () => true, (identity) => save({ identity }));
  const currency = useTyped(shop.currency, (value) => /^[A-Z]{3}$/.test(value), (value) => save({ currency: value }));
  const field = (name: keyof Shop['identity'], most: number): ReactElement => <TextField label={t(`shop.${name}`)} maxLength={most} value={form.now[name]} onChange={(event) => form.edit({ ...form.now, [name]: event.target.value })} />;
  return (
    <>
      <Rows title={t('shop.identity')} onLeave={form.leave}>
        <div className="form-pair">{field('name', 200)}{field('taxId', 60)}{field('address', 500)}{field('phone', 60)}{field('mail', 320)}</div>
        <TextArea label={t('shop.footer')} hint={t('shop.footerHint')} rows={2} maxLength={1_000} value={form.now.footer} onChange={(event) => form.edit({ ...form.now, footer: event.target.value })} />
      </Rows>
      <TextField label={t('shop.currency')} hint={t('shop.currencyHint')} error={currency.isBad ? t('shop.currencyBad') : undefined} maxLength={3} value={currency.now} onChange={(event) => currency.edit(event.target.value.toUpperCase())} onBlur={currency.leave} />
    </>
  );
}

function Branches({ shop, save }: Part): ReactElement {
  const { t } = useTranslation();
  const form = useTyped(shop.branches, goodBranches, (branches) => save({ branches }));
  const edit = (at: number, part: Partial<Shop['branches'][number]>): void => form.edit(form.now.map((row, place) => (place === at ? { ...row, ...part } : row)));
  return (
    <Rows title={t('shop.branches')} hint={t('shop.branchesHint')} error={form.isBad ? t('shop.branchBad') : undefined} onLeave={form.leave}>
      {form.now.map((row, at) => (
        // Rows have no identity but their place while they are being typed.
        <div key={at} className="shop-row">
          <span className="narrow"><TextField label={t('shop.branchCode')} hideLabel={at > 0} maxLength={8} value={row.code} onChange={(event) => edit(at, { code: event.target.value.toUpperCase() })} /></span>
          <TextField label={t('shop.branchName')} hideLabel={at > 0} maxLength={200} value={row.name} onChange={(event) => edit(at, { name: event.target.value })} />
          <TextField label={t('shop.branchAddress')} hideLabel={at > 0} maxLength={500} value={row.address} onChange={(event) => edit(at, { address: event.target.value })} />
          <IconButton label={t('shop.branchRemove', { name: row.name || row.code })} icon="trash" onClick={() => form.put(form.now.filter((_row, place) => place !== at))} />
        </div>
      ))}
      <div><Button small icon="plus" onClick={() => form.edit([...form.now, { code: '', name: '', address: '' }])}>{t('shop.branchAdd')}</Button></div>
    </Rows>
  );
}

type TypedTeam = { name: string; members: string };

function Teams({ shop, save }: Part): ReactElement {
  const { t } = useTranslation();
  const typed = shop.teams.map(({ name, members }): TypedTeam => ({ name, members: members.join(', ') }));
  const read = (rows: readonly TypedTeam[]): Shop['teams'] => rows.map(({ name, members }) => ({ name: name.trim(), members: [...new Set(members.split(',').map((one) => one.trim()).filter((one) => one !== ''))] }));
  const form = useTyped(typed, (rows) => goodTeams(read(rows)), (rows) => save({ teams: read(rows) }));
  const edit = (at: number, part: Partial<TypedTeam>): void => form.edit(form.now.map((row, place) => (place === at ? { ...row, ...part } : row)));
  return (
    <Rows title={t('shop.teams')} hint={t('shop.teamsHint')} error={form.isBad ? t('shop.teamBad') : undefined} onLeave={form.leave}>
      {form.now.map((row, at) => (
        <div key={at} className="shop-row">
          <TextField label={t('shop.teamName')} hideLabel={at > 0} maxLength={100} value={row.name} onChange={(event) => edit(at, { name: event.target.value })} />
          <TextField label={t('shop.teamMembers')} hideLabel={at > 0} value={row.members} onChange={(event) => edit(at, { members: event.target.value })} />
          <IconButton label={t('shop.teamRemove', { name: row.name })} icon="trash" onClick={() => form.put(form.now.filter((_row, place) => place !== at))} />
        </div>
      ))}
      <div><Button small icon="plus" onClick={() => form.edit([...form.now, { name: '', members: '' }])}>{t('shop.teamAdd')}</Button></div>
    </Rows>
  );
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];

function Hours({ shop, save }: Part): ReactElement {
  const { t } = useTranslation();
  const names = weekdayNames(useLanguage());
  const form = useTyped(shop.hours.days, goodHours, (days) => save({ hours: { ...shop.hours, days } }));
  const edit = (at: number, part: Partial<Shop['hours']['days'][number]>): void => form.edit(form.now.map((row, place) => (place === at ? { ...row, ...part } : row)));
  const add = (weekday: number): void => form.put([...form.now, { weekday, from: '09:00', to: '18:00' }].sort((a, b) => a.weekday - b.weekday));
  return (
    <Rows title={t('shop.hours')} hint={t('shop.hoursHint')} error={form.isBad ? t('shop.hoursBad') : undefined} onLeave={form.leave}>
      {WEEK.map((weekday) => {
        const day = names[weekday - 1] ?? '';
        const shifts = form.now.map((row, at) => ({ row, at })).filter(({ row }) => row.weekday === weekday);
        return (
          <div key={weekday} className="shop-row">
            <div className="shop-day"><Checkbox label={day} isOn={shifts.length > 0} onChange={(isOn) => (isOn ? add(weekday) : form.put(form.now.filter((row) => row.weekday !== weekday)))} /></div>
            {shifts.length === 0 && <p className="faint shop-day">{t('shop.closed')}</p>}
            {shifts.map(({ row, at }, n) => (
              <span key={at} className="narrow shop-row">
                <TextField label={`${day}, ${t('shop.from')}`} hideLabel maxLength={5} aria-invalid={!isClock(row.from)} value={row.from} onChange={(event) => edit(at, { from: event.target.value })} />
                <TextField label={`${day}, ${t('shop.to')}`} hideLabel maxLength={5} aria-invalid={!isClock(row.to)} value={row.to} onChange={(event) => edit(at, { to: event.target.value })} />
                {n > 0 && <IconButton label={t('shop.hoursRemove', { n: n + 1, day })} icon="close" onClick={() => form.put(form.now.filter((_row, place) => place !== at))} />}
              </span>
            ))}
            {shifts.length > 0 && shifts.length < 3 && <IconButton label={t('shop.hoursAdd', { day })} icon="plus" onClick={() => add(weekday)} />}
          </div>
        );
      })}
    </Rows>
  );
}

function Holidays({ shop, save }: Part): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const [day, setDay] = useState('');
  const set = (holidays: string[]): void => save({ hours: { ...shop.hours, holidays: [...new Set(holidays)].sort() } });
  const shown = (date: string): string => new Intl.DateTimeFormat(language === 'es' ? 'es-AR' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  const add = (): void => {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) return;
    set([...shop.hours.holidays, day]);
    setDay('');
  };
  return (
    <Rows title={t('shop.holidays')}>
      {shop.hours.holidays.length === 0 ? <p className="faint">{t('shop.holidayNone')}</p> : (
        <ul className="own-list">{shop.hours.holidays.map((date) => <li key={date} className="own-item"><span>{shown(date)}</span><IconButton label={t('shop.holidayRemove', { day: shown(date) })} icon="close" onClick={() => set(shop.hours.holidays.filter((one) => one !== date))} /></li>)}</ul>
      )}
      <div className="shop-row">
        <TextField type="date" label={t('shop.holidayAdd')} hideLabel value={day} onChange={(event) => setDay(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter') add(); }} />
        <Button icon="plus" disabled={day === ''} onClick={add}>{t('shop.holidayAdd')}</Button>
      </div>
    </Rows>
  );
}

const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

function Promises({ shop, save }: Part): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const form = useTyped(shop.sla, goodSla, (sla) => save({ sla }));
  const cell = (priority: (typeof PRIORITIES)[number], what: 'firstResponseMinutes' | 'resolutionMinutes'): ReactElement => {
    const name = t(what === 'firstResponseMinutes' ? 'shop.slaFirst' : 'shop.slaResolution');
    const value = form.now[priority][what];
    return <TextField label={t('shop.slaOf', { what: name, priority: t(`cases.priorities.${priority}`) })} hideLabel inputMode="numeric" maxLength={6} value={Number.isNaN(value) ? '' : String(value)} onChange={(event) => form.edit({ ...form.now, [priority]: { ...form.now[priority], [what]: /^\d+$/.test(event.target.value.trim()) ? Number(event.target.value) : Number.NaN } })} />;
  };
  return (
    <Rows title={t('shop.sla')} hint={t('shop.slaHint')} error={form.isBad ? t('shop.slaBad') : undefined} onLeave={form.leave}>
      <table className="shop-sla" aria-labelledby={id}>
        <thead><tr><th id={id} scope="col">{t('cases.priority')}</th><th scope="col">{t('shop.slaFirst')}</th><th scope="col">{t('shop.slaResolution')}</th></tr></thead>
        <tbody>{PRIORITIES.map((priority) => <tr key={priority}><th scope="row">{t(`cases.priorities.${priority}`)}</th><td>{cell(priority, 'firstResponseMinutes')}</td><td>{cell(priority, 'resolutionMinutes')}</td></tr>)}</tbody>
      </table>
    </Rows>
  );
}

function Coded({ shop, save, name, words }: Part & { name: 'motives' | 'preferences'; words: (code: string) => string }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const rows = shop[name];
  const set = (next: Shop['motives']): void => save(name === 'motives' ? { motives: next } : { preferences: next });
  const add = (): void => {
    const label = text.trim();
    if (label === '' || rows.some((row) => words(row.code).toLocaleLowerCase() === label.toLocaleLowerCase())) return;
    set([...rows, { code: codeFor(label, rows.map(({ code }) => code)), label }]);
    setText('');
  };
  return (
    <Rows title={t(`shop.${name}`)} hint={t(name === 'motives' ? 'shop.motivesHint' : 'shop.preferencesHint')}>
      <ul className="own-list">{rows.map((row) => <li key={row.code} className="own-item"><span>{words(row.code)}</span><IconButton label={t('shop.codedRemove', { name: words(row.code) })} icon="close" onClick={() => set(rows.filter((one) => one.code !== row.code))} /></li>)}</ul>
      <div className="shop-row">
        <TextField label={`${t(`shop.${name}`)}: ${t('shop.codedNew')}`} hideLabel placeholder={t('shop.codedNew')} maxLength={100} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter') add(); }} />
        <Button icon="plus" disabled={text.trim() === ''} onClick={add}>{t('shop.codedAdd')}</Button>
      </div>
    </Rows>
  );
}
