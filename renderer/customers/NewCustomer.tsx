/** Somebody who has no history yet: written to, called or noted from now on. Opened from anywhere by its intent. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { toErrorData } from '../../shared/result.ts';
import { useCommand } from '../data/commands.ts';
import { useIntent } from '../data/intents.ts';
import { goTo, openCustomer } from '../data/navigation.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';

export function NewCustomer(): ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  useIntent('newCustomer', () => setOpen(true));
  return isOpen ? <NewCustomerDialog onClose={() => setOpen(false)} /> : null;
}

function NewCustomerDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const add = useCommand('customer.add', { quiet: true });
  const submit = (): void => {
    if (add.isPending || (name.trim() === '' && address.trim() === '')) return;
    add.mutate({ name: name.trim(), address: address.trim() }, {
      onSuccess: ({ customerId, isNew }) => {
        if (!isNew) showToast({ text: t('customers.newKnown') });
        goTo('customers');
        openCustomer({ customerId, name: name.trim() || address.trim(), channel: null });
        onClose();
      },
    });
  };
  return (
    <Dialog
      title={t('customers.newTitle')}
      size="s"
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={add.isPending || (name.trim() === '' && address.trim() === '')}>{t('customers.newAction')}</Button>
        </>
      )}
    >
      <TextField label={t('customers.newName')} maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label={t('customers.newAddress')}
        hint={t('customers.newAddressHint')}
        error={add.error === null ? undefined : toErrorData(add.error).code === 'address-invalid' ? t('customers.newBad') : errorWords(t, add.error)}
        maxLength={320}
        value={address}
        onChange={(event) => {
          add.reset();
          setAddress(event.target.value);
        }}
      />
    </Dialog>
  );
}
