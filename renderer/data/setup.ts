/** Commands of first run, sync and settings that do more than one plain call. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { command, desktop } from './client.ts';
import { keys } from './keys.ts';
import { importFiles } from './tables.ts';

/** Opens the history with a passphrase or the recovery words; afterwards everything that was refused is asked again. */
export function useUnlock(): UseMutationResult<null, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (passphrase: string) => desktop('desktop.unlock', { passphrase }),
    meta: { quiet: true },
    onSuccess: () => client.invalidateQueries(),
  });
}

/** The recovery words are never shown again. */
export function useRecoveryKept(): UseMutationResult<null, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => desktop('desktop.recoveryKept', {}),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.recoveryWords }),
  });
}

/**
 * Starts an import of paths, or of files that were dropped on the window: the preload puts their paths in their place.
 * Tables of the shop wait for the wizard, but for `atOnce` (there is no screen for it yet).
 */
export function useImportFiles(atOnce = false): UseMutationResult<{ importIds: string[] }, Error, readonly (string | File)[]> {
  return useMutation({ mutationKey: ['import.files'], mutationFn: (files: readonly (string | File)[]) => (atOnce ? command('import.files', { paths: files as string[] }) : importFiles(files)) });
}
