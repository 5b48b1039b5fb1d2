/** Loads the sample shop: writes its source files into the profile, has the ordinary connectors read them, and writes down what its people did. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../../../shared/contract.ts';
import type { NowMs } from '../../../shared/time.ts';
import { interactionId } from '../identity/ids.ts';
import type { Apply } from '../operations/apply.ts';
import { author } from '../operations/commit.ts';
import type { Author } from '../operations/commit.ts';
import type { Sources } from '../sources.ts';
import { operationsAbout } from '../store/operations.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import type { Reader, Store } from '../store/open.ts';
import { CANNED_REPLIES } from './cannedReplies.ts';
import { sampleFiles, sampleSettings } from './sampleFiles.ts';
import { writeCounter } from './writeCounter.ts';

const SAMPLE_STATE = 'sample.state';

export type SamplePorts = { store: Store; sources: Sources; nowMs: NowMs; profileDir: string; apply: Apply; by(): Author; saveSettings(patch: Partial<Settings>): Promise<Settings> };

/** Settles when everything was read. Loading it twice stores nothing twice: the day of the first load is kept. */
export async function loadSample(ports: SamplePorts): Promise<void> {
  const known = readSetting(ports.store, 'sample.nowMs');
  const nowMs = typeof known === 'number' ? known : ports.nowMs();
  tell('loading', nowMs);
  const { country, own, agents, timeZone, branch } = sampleSettings;
  await ports.saveSettings({ country, own, extensions: agents, timeZone, branch, agentName: agents[0]?.name ?? '' });
  addCannedReplies(ports);
  const folder = join(ports.profileDir, 'sample-files');
  for (const { path, bytes } of sampleFiles(nowMs)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    for (const plan of await ports.sources.call('planImport', { paths: [file] })) {
      await ports.sources.startImport(plan.kind, plan.path, plan.label, plan.bytes).ended;
    }
  }
  writeCounter({ store: ports.store, apply: ports.apply, nowMs });
  tell('done', nowMs);

  function tell(state: 'loading' | 'done', firstMs: number): void {
    ports.store.write((writer) => {
      writeSetting(writer, 'sample.nowMs', firstMs);
      writeSetting(writer, SAMPLE_STATE, state);
      writer.touch('app');
    });
  }
}

/** Each once: one that was changed or taken out since stays as it is. */
function addCannedReplies({ store, apply, by }: SamplePorts): void {
  store.write((writer) => {
    for (const { key, ...reply } of CANNED_REPLIES) {
      const templateId = interactionId(`sample-template:${key}`);
      if (operationsAbout(writer, `template:${templateId}`).length === 0) apply.apply(writer, author(writer, by(), 'template.set', { templateId, ...reply }));
    }
  });
}

/** `loading` from the first file to the last: a load that was cut short is taken up at the next start. */
export function sampleState(reader: Reader): 'none' | 'loading' | 'done' {
  const state = readSetting(reader, SAMPLE_STATE);
  return state === 'loading' || state === 'done' ? state : 'none';
}
