/** One hook for every command. What a command changed comes back through the change feed; nothing is written into the cache here. */
import { useMutation } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { CommandInput, CommandName, CommandOutput, DesktopInput, DesktopName, DesktopOutput } from '../../shared/contract.ts';
import { command, desktop } from './client.ts';

/** `quiet`: the caller shows the error itself; otherwise the window says it in a toast. */
export function useCommand<N extends CommandName>(name: N, options: { quiet?: boolean } = {}): UseMutationResult<CommandOutput<N>, Error, CommandInput<N>> {
  return useMutation({ mutationKey: [name], mutationFn: (input: CommandInput<N>) => command(name, input), meta: { quiet: options.quiet ?? false } });
}

export function useDesktop<N extends DesktopName>(name: N, options: { quiet?: boolean } = {}): UseMutationResult<DesktopOutput<N>, Error, DesktopInput<N>> {
  return useMutation({ mutationKey: [name], mutationFn: (input: DesktopInput<N>) => desktop(name, input), meta: { quiet: options.quiet ?? false } });
}
