/** Light or dark, by the settings or by the desktop. The last choice is kept so that the first frame has its colours. */
import type { Theme } from '../../shared/contract.ts';

const STORED_AS = 'hilo.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function rememberedTheme(): Theme {
  const stored = localStorage.getItem(STORED_AS);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Takes effect at once; answers with the function that stops following the desktop. */
export function applyTheme(theme: Theme): () => void {
  localStorage.setItem(STORED_AS, theme);
  const draw = (): void => {
    document.documentElement.dataset['theme'] = theme === 'system' ? (systemDark.matches ? 'dark' : 'light') : theme;
  };
  draw();
  if (theme !== 'system') return () => {};
  systemDark.addEventListener('change', draw);
  return () => systemDark.removeEventListener('change', draw);
}
