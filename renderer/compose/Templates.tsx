/** Canned replies in the settings: seen, written, changed, removed (and that undone). */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Language, TemplateView } from '../../shared/contract.ts';
import { command } from '../data/client.ts';
import { useCommand } from '../data/commands.ts';
import { useTemplates } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton, Segmented } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Checkbox, TextArea, TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';

/** What fills itself in; the core gives the values. */
const VARIABLES = ['customer.name', 'customer.firstName', 'agent.name', 'case.title', 'shop.name', 'branch', 'date'];

export function Templates(): ReactElement {
  const { t } = useTranslation();
  const templates = useTemplates().data ?? [];
  const [open, setOpen] = useState<TemplateView | 'new' | null>(null);
  const fail = (error: unknown): void => showToast({ text: errorWords(t, error), tone: 'danger' });
  const remove = (template: TemplateView): void => {
    command('template.remove', { templateId: template.id }).then(
      ({ operationId }) => showToast({ text: t('templates.removed'), action: { label: t('common.undo'), run: () => void command('operation.undo', { operationId }).catch(fail) } }),
      fail,
    );
  };
  return (
    <section className="card" aria-label={t('templates.title')}>
      <header className="card-head">
        <div className="grow">
          <h2>{t('templates.title')}</h2>
          <p className="field-hint">{t('templates.hint')}</p>
        </div>
        <Button icon="plus" onClick={() => setOpen('new')}>{t('templates.add')}</Button>
      </header>
      {templates.length === 0 ? <p className="faint">{t('templates.none')}</p> : (
        <ul className="account-list">
          {templates.map((template) => (
            <li key={template.id} className="account-line template-line">
              <span className="template-channels">{template.channels.map((channel) => <Icon key={channel} name={channel} />)}</span>
              <div className="grow">
                <p className="cut"><strong>{template.name}</strong> <span className="faint">{t(`settings.languages.${template.language}`)}</span></p>
                <p className="field-hint cut">{template.text.replace(/\s+/gu, ' ')}</p>
              </div>
              <IconButton label={t('templates.edit', { name: template.name })} icon="edit" onClick={() => setOpen(template)} />
              <IconButton label={t('templates.remove', { name: template.name })} icon="trash" onClick={() => remove(template)} />
            </li>
          ))}
        </ul>
      )}
      {open !== null && <TemplateDialog template={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function TemplateDialog({ template, onClose }: { template: TemplateView | null; onClose: () => void }): ReactElement {
  const { t, language: shown } = useTranslation();
  const [name, setName] = useState(template?.name ?? '');
  const [text, setText] = useState(template?.text ?? '');
  const [language, setLanguage] = useState<Language>(template?.language ?? shown);
  const [channels, setChannels] = useState<readonly ('mail' | 'chat')[]>(template?.channels ?? ['mail', 'chat']);
  const save = useCommand('template.set');
  const isWhole = name.trim() !== '' && text.trim() !== '' && channels.length > 0;
  const submit = (): void => {
    if (!isWhole || save.isPending) return;
    save.mutate({ templateId: template?.id ?? null, name: name.trim(), text: text.trim(), language, channels: [...channels] }, { onSuccess: () => {
      showToast({ text: t('templates.saved') });
      onClose();
    } });
  };
  const toggle = (channel: 'mail' | 'chat', isOn: boolean): void => setChannels((now) => (isOn ? [...now, channel] : now.filter((one) => one !== channel)));
  return (
    <Dialog title={t('templates.editTitle')} onClose={onClose} onSubmit={submit} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary" disabled={!isWhole}>{t('common.save')}</Button></>}>
      <TextField label={t('templates.name')} hint={t('templates.nameHint')} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <TextArea label={t('templates.text')} hint={t('templates.variables', { names: VARIABLES.map((one) => `{${one}}`).join(' ') })} rows={6} maxLength={20_000} spellCheck value={text} onChange={(event) => setText(event.target.value)} />
      <div className="setting-row">
        <span className="field-label">{t('templates.language')}</span>
        <Segmented label={t('templates.language')} value={language} options={[{ value: 'es', label: t('settings.languages.es') }, { value: 'en', label: t('settings.languages.en') }]} onChange={setLanguage} />
      </div>
      <Checkbox label={t('templates.forMail')} isOn={channels.includes('mail')} onChange={(isOn) => toggle('mail', isOn)} />
      <Checkbox label={t('templates.forChat')} {...(channels.length === 0 ? { hint: t('templates.needsChannel') } : {})} isOn={channels.includes('chat')} onChange={(isOn) => toggle('chat', isOn)} />
    </Dialog>
  );
}
