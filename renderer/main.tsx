/** Starts the window: words, query cache, change feed, and the tree. */
import '@fontsource-variable/inter/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/ui.css';
import './app/app.css';
import './queue/queue.css';
import './workspace/workspace.css';
import { QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { applyTheme, rememberedTheme } from './app/theme.ts';
import { startChangeListener } from './data/changeListener.ts';
import { createQueryClient } from './data/queryClient.ts';
import { errorWords } from './i18n/errorWords.ts';
import { startI18n } from './i18n/i18n.ts';
import { showToast } from './ui/toasts.tsx';

applyTheme(rememberedTheme());
startI18n(navigator.language.startsWith('en') ? 'en' : 'es');
const client = createQueryClient((error) => showToast({ text: errorWords(i18next.t, error), tone: 'danger' }));
startChangeListener(client);
const root = document.getElementById('root');
if (root) createRoot(root).render(<QueryClientProvider client={client}><App /></QueryClientProvider>);
