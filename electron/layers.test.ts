/**
 * The dependency rule of the house as a test over every import of every source file: which room may import which, and
 * which npm packages each room may use. A package or room that is not listed here fails, so that a new dependency is a
 * decision somebody reads. Owns the table; never asks what an import is used for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { describe, expect, test } from 'vitest';

type Room = {
  /** Where its files lie: a folder, or files by name. */
  at: string | readonly string[];
  rooms: readonly string[];
  /** Rooms whose types it may name without running any of their code. */
  typesOf?: readonly string[];
  packages: readonly string[];
  /** Node's built-in modules; a window has none. */
  node: boolean;
};
type Import = { specifier: string; isType: boolean; names: readonly string[]; isAddress: boolean };

const MIME_PACKAGES = ['postal-mime', 'sanitize-html', 'html-to-text', 'entities'];
const EDITOR_PACKAGES = ['@tiptap/react', '@tiptap/starter-kit', '@tiptap/pm', '@tiptap/extension-image', '@tiptap/extension-placeholder'];
const SCREEN_PACKAGES = ['react', 'react-dom', 'react-i18next', 'i18next', '@tanstack/react-virtual', '@fontsource-variable/inter'];
const SHARED = ['shared', 'words'];
const E2E_PACKAGES = ['@playwright/test', '@axe-core/playwright', 'nodemailer', 'imapflow', 'mailparser', 'fflate', 'smtp-server', '@xmpp/client', 'pg', 'mysql2', 'pdfjs-dist'];
const EVERY_CORE_ROOM = [
  'core', 'log', 'clock', 'threads', 'store', 'identity', 'decisions', 'mime', 'formats', 'connectors', 'ingest', 'operations', 'team', 'sample',
];

/** The longest path wins. Every room may import itself. */
const ROOMS: Record<string, Room> = {
  shared: { at: 'shared/', rooms: ['words'], packages: ['zod'], node: false },
  // The part of shared without schemas: a screen may use its units, codes and word lists.
  words: { at: ['shared/time.ts', 'shared/result.ts', 'shared/domain.ts', 'shared/template.ts', 'shared/mailAddress.ts', 'shared/plain.ts'], rooms: [], packages: [], node: false },
  log: { at: 'electron/core/log.ts', rooms: [...SHARED], packages: [], node: true },
  clock: { at: 'electron/core/clock.ts', rooms: [...SHARED], packages: [], node: true },
  store: { at: 'electron/core/store/', rooms: [...SHARED, 'log'], packages: ['better-sqlite3', 'zod'], node: true },
  identity: { at: 'electron/core/identity/', rooms: [...SHARED], packages: ['libphonenumber-js', 'uuid'], node: true },
  decisions: { at: 'electron/core/decisions/', rooms: [...SHARED], packages: ['luxon'], node: false },
  mime: { at: 'electron/core/connectors/mail/mime/', rooms: [...SHARED], packages: MIME_PACKAGES, node: true },
  // Like mime: bytes in, values out, for whoever reads a source and whoever reads its raw records again.
  formats: { at: 'electron/core/connectors/files/formats/', rooms: [...SHARED], packages: ['csv-parse', 'ical.js'], node: true },
  connectors: {
    at: 'electron/core/connectors/', rooms: [...SHARED, 'log', 'mime', 'formats'],
    packages: ['imapflow', 'nodemailer', '@xmpp/client', 'pg', 'mysql2', 'fflate', 'libphonenumber-js', 'zod', ...MIME_PACKAGES], node: true,
  },
  ingest: {
    at: 'electron/core/ingest/', rooms: [...SHARED, 'log', 'identity', 'store', 'mime', 'formats'],
    typesOf: ['connectors', 'threads', 'operations'], packages: ['libphonenumber-js', ...MIME_PACKAGES], node: true,
  },
  // What the core's threads say to each other.
  threads: { at: 'electron/core/hostPort.ts', rooms: [...SHARED], typesOf: ['ingest', 'connectors', 'store'], packages: [], node: false },
  operations: { at: 'electron/core/operations/', rooms: [...SHARED, 'log', 'store', 'clock'], packages: [], node: true },
  team: { at: 'electron/core/team/', rooms: [...SHARED, 'log', 'store', 'operations', 'clock'], packages: [], node: true },
  sample: { at: 'electron/core/sample/', rooms: [...SHARED], packages: ['fflate'], node: true },
  core: { at: ['electron/core/', 'electron/core/sample/loadSample.ts', 'electron/core/sample/writeCounter.ts'], rooms: [...SHARED, ...EVERY_CORE_ROOM], packages: ['zod', 'luxon'], node: true },
  cli: { at: 'electron/cli/', rooms: [...SHARED, ...EVERY_CORE_ROOM], packages: [], node: true },
  main: { at: 'electron/main/', rooms: [...SHARED], packages: ['electron', 'zod'], node: true },
  preload: { at: 'electron/preload/', rooms: [...SHARED], packages: ['electron'], node: false },
  'renderer/data': { at: 'renderer/data/', rooms: [...SHARED], packages: ['@tanstack/react-query', 'react'], node: false },
  'renderer/ui': { at: 'renderer/ui/', rooms: ['i18n', 'words'], typesOf: ['shared'], packages: SCREEN_PACKAGES, node: false },
  i18n: { at: 'renderer/i18n/', rooms: ['words'], typesOf: ['shared'], packages: ['react', 'react-i18next', 'i18next'], node: false },
  renderer: { at: 'renderer/', rooms: ['compose', 'numbers', 'renderer/data', 'renderer/ui', 'i18n', 'words'], typesOf: ['shared'], packages: SCREEN_PACKAGES, node: false },
  compose: { at: 'renderer/compose/', rooms: ['renderer', 'renderer/data', 'renderer/ui', 'i18n', 'words'], typesOf: ['shared'], packages: [...SCREEN_PACKAGES, ...EDITOR_PACKAGES], node: false },
  // The page with pictures, read when it is asked for: charts are large.
  numbers: { at: 'renderer/numbers/', rooms: ['renderer', 'renderer/data', 'renderer/ui', 'i18n', 'words'], typesOf: ['shared'], packages: [...SCREEN_PACKAGES, 'recharts'], node: false },
  // Puts the window together and hands every screen its query cache.
  window: {
    at: ['renderer/main.tsx', 'renderer/app/App.tsx'], rooms: ['renderer', 'compose', 'renderer/data', 'renderer/ui', 'i18n', 'words'], typesOf: ['shared'],
    packages: [...SCREEN_PACKAGES, '@tanstack/react-query'], node: false,
  },
  e2e: {
    at: 'e2e/', rooms: ['world', 'dev', 'words'], typesOf: ['shared'], packages: E2E_PACKAGES, node: true,
  },
  // Figures of the engine alone are measured on the engine, without a window around it.
  bench: { at: 'e2e/bench/', rooms: [...SHARED, ...EVERY_CORE_ROOM, 'e2e', 'world', 'dev'], packages: ['better-sqlite3', ...E2E_PACKAGES], node: true },
  world: { at: 'e2e/world/', rooms: ['dev', 'words'], typesOf: ['shared'], packages: E2E_PACKAGES, node: true },
  dev: { at: 'electron/dev/', rooms: [], packages: ['@electron/fuses', 'yauzl', 'vitest'], node: true },
  layers: { at: 'electron/layers.test.ts', rooms: [], packages: ['vite', 'vitest'], node: true },
  config: { at: 'electron.config.ts', rooms: [], packages: ['electron-vite', '@vitejs/plugin-react'], node: true },
};

/** Names of Electron that cross between processes, and the one place that may use each. */
const GUARDED_NAMES: Record<string, string> = { ipcMain: 'electron/main/gate.ts', ipcRenderer: 'electron/preload/' };
/** Tests, and the helpers that only they import. */
const TEST_FILE = /(\.test\.tsx?|\/test[A-Z]\w*\.ts|\/testing\.ts|\/conformance\.ts)$/;
const TEST_PACKAGES = ['vitest', 'vite', 'imapflow', 'smtp-server', '@xmpp/client', 'pg', 'mysql2', 'mailparser', 'nodemailer', 'postal-mime', 'fflate', 'csv-parse', 'zod', 'json-rules-engine'];

const projectFolder = resolve(import.meta.dirname, '..');

describe('the rooms', () => {
  const files = ['electron', 'renderer', 'shared', 'e2e'].flatMap(sourceFiles).concat('electron.config.ts');

  test('every import of every file keeps to the table', () => {
    const found = files.flatMap((file) => violations(file, importsOf(file, readFileSync(join(projectFolder, file), 'utf8'))));
    expect(found, found.join('\n')).toEqual([]);
  });

  // A package that only builds or tests is not there where the app is installed. Electron itself is what it is installed with.
  test('what the app runs on stands among its dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const shipped = files.filter((file) => /^(?:electron\/(?:main|preload|core|cli)|renderer|shared)\//.test(file) && !TEST_FILE.test(file));
    const missing = shipped.flatMap((file) => importsOf(file, readFileSync(join(projectFolder, file), 'utf8'))
      .filter(({ specifier, isType, isAddress }) => !isType && !isAddress && !/^(?:\.|node:)/.test(specifier))
      .map(({ specifier }) => packageOf(specifier)).filter((name) => name !== 'electron' && !Object.hasOwn(dependencies, name)).map((name) => `${file}: ${name}`));
    expect(missing, missing.join('\n')).toEqual([]);
  });

  test('there are files to look at, each in a room', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => roomOf(file) === null)).toEqual([]);
  });
});

describe('the rule itself', () => {
  const judge = (file: string, source: string) => violations(file, importsOf(file, source));
  const kept: [string, string][] = [
    ['shared/operations.ts', "import { z } from 'zod'; import { DAY_MS } from './time.ts';"],
    ['electron/core/store/open.ts', "import Database from 'better-sqlite3'; import { join } from 'node:path';"],
    ['electron/core/ingest/ingest.ts', "import type { SyncBatch } from '../connectors/connector.ts';"],
    ['electron/core/index.ts', "new Worker(new URL('./sourceHost.js', import.meta.url));"],
    ['electron/main/gate.ts', "import { ipcMain } from 'electron';"],
    ['electron/main/coreHost.ts', "utilityProcess.fork(fileURLToPath(new URL('../core/index.js', import.meta.url)));"],
    ['renderer/i18n/format.ts', "import { DAY_MS } from '../../shared/time.ts';"],
    ['renderer/queue/Queue.tsx', "import type { Case } from '../../shared/domain.ts'; import { useQueue } from '../data/queries.ts';"],
    ['electron/core/connectors/mail/imapPull.test.ts', "import { test } from 'vitest'; import { openStore } from '../../store/open.ts';"],
  ];
  const broken: [string, string, string][] = [
    ['shared/domain.ts', "import { readFile } from 'node:fs/promises';", 'node:fs/promises'],
    ['shared/domain.ts', "import { openStore } from '../electron/core/store/open.ts';", 'store'],
    ['electron/core/store/open.ts', "import { normalise } from '../identity/address.ts';", 'identity'],
    ['electron/core/store/open.ts', "import leftPad from 'left-pad';", 'left-pad'],
    ['electron/core/connectors/mail/imapPull.ts', "import { openStore } from '../../store/open.ts';", 'store'],
    ['electron/core/connectors/mail/imapPull.ts', "export { openStore } from '../../store/open.ts';", 'store'],
    ['electron/core/connectors/mail/imapPull.ts', "const store = await import('../../store/open.ts');", 'store'],
    ['electron/core/connectors/mail/imapPull.ts', "new Worker(new URL('../../store/indexer.ts', import.meta.url));", 'store'],
    ['electron/core/connectors/mail/imapPull.ts', "type S = import('../../store/open.ts').Store;", 'store'],
    ['electron/core/ingest/ingest.ts', "import { pull } from '../connectors/connector.ts';", 'connectors'],
    ['electron/core/index.ts', "import { app } from 'electron';", 'electron'],
    ['electron/core/decisions/rules.ts', "import { team } from '../team/hub.ts';", 'team'],
    ['electron/main/window.ts', "import { ipcMain } from 'electron';", 'ipcMain'],
    ['electron/main/window.ts', "import * as everything from 'electron';", 'everything'],
    ['electron/main/index.ts', "import { openStore } from '../core/store/open.ts';", 'store'],
    ['electron/preload/index.ts', "import { join } from 'node:path';", 'node:path'],
    ['renderer/queue/Queue.tsx', "import { contract } from '../../shared/contract.ts'; export const q = <p>{contract}</p>;", 'shared'],
    ['renderer/queue/Queue.tsx', "import { useQuery } from '@tanstack/react-query';", '@tanstack/react-query'],
    ['renderer/data/client.ts', "import { ipcRenderer } from 'electron';", 'electron'],
    ['e2e/visit.spec.ts', "import { openStore } from '../electron/core/store/open.ts';", 'store'],
    ['electron/dev/start.ts', "import { parseArgs } from '../main/args.ts';", 'main'],
    ['scripts/other.ts', "import { z } from 'zod';", 'no room'],
  ];

  test.each(kept)('%s may: %s', (file, source) => expect(judge(file, source)).toEqual([]));
  test.each(broken)('%s may not: %s', (file, source, named) => {
    const found = judge(file, source);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(named);
  });
  test('what stands in a comment or a text is no import', () => {
    expect(judge('shared/domain.ts', `// import 'left-pad'\nexport const text = "import 'left-pad'";`)).toEqual([]);
  });
});

/** Each import that breaks the table, as a sentence. */
function violations(file: string, imports: readonly Import[]): string[] {
  const name = roomOf(file);
  const room = name === null ? undefined : ROOMS[name];
  if (name === null || room === undefined) return [`${file} lies in no room`];
  const isTest = TEST_FILE.test(file);
  return imports.flatMap((found) => {
    const reason = found.specifier.startsWith('.') ? roomFault(file, name, room, found, isTest) : packageFault(file, room, found, isTest);
    return reason === null ? [] : [`${file}: ${reason}`];
  });
}

function roomFault(file: string, name: string, room: Room, found: Import, isTest: boolean): string | null {
  const path = posix.join(posix.dirname(file), found.specifier);
  // The address of the whole project says nothing about a room.
  if (path === './' && found.isAddress) return null;
  const target = roomOf(path);
  if (target === null) return `${path} lies in no room`;
  if (target === name || room.rooms.includes(target)) return null;
  if (found.isType && room.typesOf?.includes(target)) return null;
  // The main process knows the core only by the address of its entry.
  if (name === 'main' && found.isAddress && path === 'electron/core/index.js') return null;
  // A test may put real rooms of the core together, or set a real server against them; what it tests still may not.
  if (isTest && [...EVERY_CORE_ROOM, 'cli'].includes(name) && [...EVERY_CORE_ROOM, 'world'].includes(target)) return null;
  return `${name} may not import ${found.isType ? 'types of ' : ''}${target} (${path})`;
}

function packageFault(file: string, room: Room, found: Import, isTest: boolean): string | null {
  if (found.specifier.startsWith('node:')) return room.node || isTest ? null : `no Node modules here (${found.specifier})`;
  const name = packageOf(found.specifier);
  if (!room.packages.includes(name) && !(isTest && TEST_PACKAGES.includes(name))) return `the package ${name} is not listed for this room`;
  if (name !== 'electron') return null;
  const guarded = found.names.find((imported) => imported in GUARDED_NAMES && !file.startsWith(GUARDED_NAMES[imported] ?? ''));
  if (guarded !== undefined) return `${guarded} belongs to ${GUARDED_NAMES[guarded] ?? ''} alone`;
  return found.names.includes('*') || found.names.includes('default') ? 'name what is taken from Electron, not everything' : null;
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function roomOf(path: string): string | null {
  const places = Object.entries(ROOMS).flatMap(([name, room]) => [room.at].flat().map((at) => ({ name, at })));
  const matches = places.filter(({ at }) => (at.endsWith('/') ? path.startsWith(at) : path === at));
  return matches.toSorted((a, b) => b.at.length - a.at.length)[0]?.name ?? null;
}

/** Every way in which one file names another: import, export from, import(), type import and new URL(..., import.meta.url). */
function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message ?? ''}`);
  const found: Import[] = [];
  const add = (specifier: unknown, isType: boolean, names: readonly string[] = [], isAddress = false) => {
    if (typeof specifier === 'string') found.push({ specifier, isType, names, isAddress });
  };
  new Visitor({
    ImportDeclaration(node) {
      const names = node.specifiers.map((one) => {
        if (one.type === 'ImportNamespaceSpecifier') return '*';
        if (one.type === 'ImportDefaultSpecifier') return 'default';
        return one.imported.type === 'Identifier' ? one.imported.name : one.imported.value;
      });
      add(node.source.value, node.importKind === 'type', names);
    },
    ExportNamedDeclaration: (node) => add(node.source?.value, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type', ['*']),
    ImportExpression: (node) => add(node.source.type === 'Literal' ? node.source.value : undefined, false, ['*']),
    TSImportType: (node) => add(node.source.value, true),
    NewExpression(node) {
      const [address, base] = node.arguments;
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL' && base?.type === 'MemberExpression';
      if (isUrl && address?.type === 'Literal' && base.object.type === 'MetaProperty') add(address.value, false, [], true);
    },
  }).visit(program);
  return found;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(projectFolder, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|cjs|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(projectFolder.length + 1).replaceAll('\\', '/'));
}
