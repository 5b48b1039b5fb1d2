/** What was said in public, or done alone on a site: its words, and the way to where it stands (S31, S32). */
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../shared/domain.ts';
import { useDesktop } from '../data/commands.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { Links } from './Delivery.tsx';
import { ItemMenu, Marks } from './ItemMenu.tsx';
import { MessageBody } from './MessageBody.tsx';

export function PageCard({ item }: { item: TimelineItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const open = useDesktop('desktop.openLink');
  const { url = '', site = '', stars = null } = item.page ?? {};
  // The title of a review draws its stars; it is said in words to whoever hears it.
  const title = stars === null ? item.title : site;
  return (
    <div className="entry-card">
      <header className="entry-head">
        <b className="cut">{title || t(`channel.${item.channel}`)}</b>
        {stars !== null && <span className="stars" role="img" aria-label={t('page.stars', { formatted: format.number(stars) })} data-low={stars < 3}>{'★'.repeat(Math.round(stars))}{'☆'.repeat(5 - Math.round(stars))}</span>}
        <Marks item={item} />
        <span className="entry-meta"><span className="cut">{item.channel === 'web' && item.preview === '' ? t('page.step') : item.author}</span></span>
        <ItemMenu item={item} />
      </header>
      {item.text === null ? <MessageBody interactionId={item.id} /> : item.text !== '' && <div className="body-text">{item.text}</div>}
      {url !== '' && <p className="page-link"><Button small icon="link" title={url} onClick={() => open.mutate({ url })}>{site === '' ? t('page.openPage') : t('page.open', { site })}</Button></p>}
      <Links item={item} />
    </div>
  );
}
