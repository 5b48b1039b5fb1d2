/** Trying an account before it is kept: each candidate in order until one answers. */
import { useState } from 'react';
import type { AccountSetupInput, AccountTest } from '../../shared/accounts.ts';
import { DeskError } from '../../shared/result.ts';
import { useCommand } from '../data/commands.ts';

/** Errors after which another guess may still answer. */
const TRY_NEXT = new Set(['host-unknown', 'connection-refused', 'tls-unavailable', 'server-slow', 'connection-lost']);

export type TestOutcome<T> = { tried: T | null; result: AccountTest | null; error: unknown };
export type AccountTrial = {
  /** The server that is being tried now. */
  host: string | null;
  error: unknown;
  forget: () => void;
  /** `tried` is the one that answered, whether it let the person in (`result`) or not (`error`). */
  run: <T extends { host: string }>(all: readonly T[], setupOf: (one: T) => AccountSetupInput | null) => Promise<TestOutcome<T>>;
};

/** @param accountId of the account that is edited: passwords left empty are the kept ones */
export function useAccountTest(accountId: string | null = null): AccountTrial {
  const test = useCommand('account.test', { quiet: true });
  const [host, setHost] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  return {
    host,
    error,
    forget: () => setError(null),
    run: async (all, setupOf) => {
      setError(null);
      let firstError: unknown = null;
      for (const one of all) {
        const setup = setupOf(one);
        if (setup === null) continue;
        setHost(one.host);
        try {
          const result = await test.mutateAsync({ setup, accountId });
          setHost(null);
          return { tried: one, result, error: null };
        } catch (thrown) {
          firstError ??= thrown;
          if (thrown instanceof DeskError && TRY_NEXT.has(thrown.code)) continue;
          setHost(null);
          setError(thrown);
          return { tried: one, result: null, error: thrown };
        }
      }
      setHost(null);
      setError(firstError);
      return { tried: null, result: null, error: firstError };
    },
  };
}
