/** Canned replies by typing `/`: what stands before the caret, and which replies it means. Pure. */
import type { TemplateView } from '../../shared/contract.ts';

/** What was typed after a slash that begins a word right before the caret; null when there is none. */
export function slashBefore(text: string): string | null {
  return /(?:^|\s)\/([^\s/]{0,40})$/u.exec(text)?.[1] ?? null;
}

/** Replies of the channel whose name, then whose words, have what was typed; those in the window's language first. */
export function templatesFor(templates: readonly TemplateView[], channel: 'mail' | 'chat', typed: string, language: TemplateView['language']): TemplateView[] {
  const asked = fold(typed);
  const rank = (template: TemplateView): number | null => {
    const name = fold(template.name);
    const place = name.startsWith(asked) ? 0 : name.includes(asked) ? 1 : fold(template.text).includes(asked) ? 2 : null;
    return place === null ? null : place * 2 + (template.language === language ? 0 : 1);
  };
  return templates.filter((template) => template.channels.includes(channel))
    .flatMap((template) => {
      const order = rank(template);
      return order === null ? [] : [{ template, order }];
    })
    .sort((a, b) => a.order - b.order || a.template.name.localeCompare(b.template.name))
    .map(({ template }) => template);
}

/** Lower case without accents, as people type in a hurry. */
function fold(text: string): string {
  return text.toLocaleLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '');
}
