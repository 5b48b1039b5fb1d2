import { describe, expect, it, vi } from 'vitest';
import type { Mock } from 'vitest';
import type { Credentials } from '../../shared/corePort.ts';
import type { ErrorData } from '../../shared/result.ts';
import { DeskError } from '../../shared/result.ts';
import { createProfile } from './profile.ts';
import type { Profile } from './profile.ts';

type World = { profile: Profile; opened: Credentials[]; locked: ErrorData[]; onOpened: Mock<() => void> };

function world(options: { credentials?: Credentials | null; fault?: DeskError; refusal?: DeskError; isNew?: boolean; keep?: () => Promise<void> }): World {
  const opened: Credentials[] = [];
  const locked: ErrorData[] = [];
  const onOpened = vi.fn<() => void>();
  let refusal = options.refusal;
  const profile = createProfile({
    core: {
      lock: (why) => locked.push(why),
      open: async (credentials) => {
        opened.push(credentials);
        const error = refusal;
        refusal = undefined;
        if (error !== undefined) throw error;
        return { recoveryWords: options.isNew === true ? ['uno', 'dos'] : null };
      },
    },
    secrets: {
      hasKeychain: async () => false, isNewProfile: () => options.isNew ?? false,
      renewal: async () => (options.keep === undefined ? null : { secretHex: 'cd', keep: options.keep }),
      credentials: async () => { if (options.fault !== undefined) throw options.fault; return options.credentials ?? null; },
    },
    onOpened,
  });
  return { profile, opened, locked, onOpened };
}

describe("the profile's door", () => {
  it('opens by itself when something keeps the key', async () => {
    const { profile, onOpened } = world({ credentials: { secretHex: 'ab', keptBy: 'keychain' } });
    void profile.open();
    expect(await profile.context()).toMatchObject({ keyProblem: null });
    expect(onOpened).toHaveBeenCalledOnce();
  });

  it('asks when nothing does, and opens with what is typed', async () => {
    const { profile, opened, locked } = world({ credentials: null });
    await profile.open();
    expect(await profile.context()).toMatchObject({ keyProblem: { code: 'key-missing' }, newProfile: false });
    expect(locked).toHaveLength(1);
    await profile.unlock('mis doce palabras');
    expect(opened).toEqual([{ passphrase: 'mis doce palabras', keptBy: 'passphrase' }]);
    expect(await profile.context()).toMatchObject({ keyProblem: null });
  });

  it('gives the keychain a new secret when the recovery words opened what it lost, and not before', async () => {
    const keep = vi.fn<() => Promise<void>>().mockResolvedValue(undefined);
    const { profile, opened } = world({ credentials: null, refusal: new DeskError('key-wrong'), keep });
    await profile.open();
    await expect(profile.unlock('otras palabras')).rejects.toMatchObject({ code: 'key-wrong' });
    expect(keep).not.toHaveBeenCalled();
    await profile.unlock('mis doce palabras');
    expect(opened[1]).toEqual({ passphrase: 'mis doce palabras', secretHex: 'cd', keptBy: 'keychain' });
    expect(keep).toHaveBeenCalledOnce();
  });

  it('says that a kept key is wrong, and asks', async () => {
    const { profile } = world({ credentials: { secretHex: 'ab', keptBy: 'file' }, refusal: new DeskError('key-wrong') });
    await profile.open();
    expect(await profile.context()).toMatchObject({ keyProblem: { code: 'key-wrong' } });
  });

  it('does not take a damaged database for a matter of keys', async () => {
    const { profile } = world({ credentials: { secretHex: 'ab', keptBy: 'file' }, refusal: new DeskError('database-corrupt') });
    await profile.open();
    expect(await profile.context()).toMatchObject({ keyProblem: null });
  });

  it('locks with the reason when the key file is none', async () => {
    const { profile, locked } = world({ fault: new DeskError('file-unreadable') });
    await profile.open();
    expect(locked).toMatchObject([{ code: 'file-unreadable' }]);
  });

  it('keeps recovery words until the person has kept them, and takes no short passphrase for a new history', async () => {
    const { profile } = world({ isNew: true });
    await profile.open();
    await expect(profile.unlock('corta')).rejects.toMatchObject({ code: 'bad-request' });
    await profile.unlock('una frase larga');
    expect(await profile.recoveryWords()).toEqual(['uno', 'dos']);
    profile.forgetRecoveryWords();
    expect(await profile.recoveryWords()).toBeNull();
  });
});
