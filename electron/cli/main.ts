/**
 * `hilo`: the same core without a window. One JSON document on stdout with `--json`, words for people without;
 * logs on stderr; exit code 0, 1 for a named error or a failed check, 2 for a wrong call.
 */
import { inspect, parseArgs } from 'node:util';
import { DeskError, toErrorData } from '../../shared/result.ts';
import { storeError } from '../core/store/database.ts';
import { COMMANDS, USAGE } from './commands.ts';
import { openProfile } from './profile.ts';
import { sentence } from './words.ts';

const OPTIONS = {
  profile: { type: 'string' }, json: { type: 'boolean' }, 'key-file': { type: 'string' }, limit: { type: 'string' }, once: { type: 'boolean' }, help: { type: 'boolean' },
  host: { type: 'string' }, port: { type: 'string' }, user: { type: 'string' }, 'password-file': { type: 'string' }, label: { type: 'string' },
  tls: { type: 'boolean' }, starttls: { type: 'boolean' }, plain: { type: 'boolean' }, 'insecure-certificate': { type: 'boolean' }, test: { type: 'boolean' },
  'smtp-host': { type: 'string' }, 'smtp-port': { type: 'string' }, 'smtp-user': { type: 'string' }, 'smtp-password-file': { type: 'string' },
  'smtp-tls': { type: 'boolean' }, 'smtp-starttls': { type: 'boolean' }, 'smtp-plain': { type: 'boolean' }, 'signature-file': { type: 'string' }, 'sent-copy': { type: 'string' },
  address: { type: 'string' }, name: { type: 'string' }, device: { type: 'string' }, context: { type: 'string' }, prefix: { type: 'string' },
  engine: { type: 'string' }, database: { type: 'string' }, table: { type: 'string' },
  to: { type: 'string', multiple: true }, cc: { type: 'string', multiple: true }, bcc: { type: 'string', multiple: true }, attach: { type: 'string', multiple: true },
  subject: { type: 'string' }, text: { type: 'string' }, account: { type: 'string' }, customer: { type: 'string' }, reply: { type: 'string' }, chat: { type: 'boolean' }, later: { type: 'string' }, wait: { type: 'boolean' },
  number: { type: 'string' }, direction: { type: 'string' }, outcome: { type: 'string' }, minutes: { type: 'string' }, at: { type: 'string' }, motive: { type: 'string' },
} as const;

/** @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const asJson = argv.includes('--json');
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
    const [name = '', ...rest] = positionals;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (values.help === true || command === undefined || values.profile === undefined) {
      process.stderr.write(`${USAGE}\n`);
      if (values.help === true) return 0;
      throw new DeskError('bad-request', { what: command === undefined ? `no command ${name}`.trim() : '--profile is missing' });
    }
    const core = openProfile(values.profile, values['key-file']);
    try {
      const { value, failed, errors = [] } = await command({ core, args: rest, options: values });
      process.stdout.write(`${JSON.stringify(value, null, asJson ? 0 : 2)}\n`);
      for (const error of errors) process.stderr.write(`${sentence(error)}\n`);
      return failed === true || errors.length > 0 ? 1 : 0;
    } finally {
      await core.close();
    }
  } catch (thrown) {
    return report(storeError(thrown), asJson);
  }
}

/** Wrong calls are named too: a script can tell them from a failure by the exit code. */
function report(thrown: unknown, asJson: boolean): number {
  const isUsage = thrown instanceof TypeError && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS');
  const error = isUsage ? { code: 'bad-request' as const, recovery: 'askPerson' as const, params: { what: thrown.message } } : toErrorData(thrown);
  if (asJson) process.stdout.write(`${JSON.stringify({ error })}\n`);
  process.stderr.write(`${sentence(error)}\n`);
  if (error.code === 'internal' && process.env['HILO_DEBUG'] !== undefined) process.stderr.write(`${inspect(thrown)}\n`);
  return isUsage || (thrown instanceof DeskError && thrown.code === 'bad-request') ? 2 : 1;
}
