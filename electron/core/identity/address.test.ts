import { describe, expect, it } from 'vitest';
import { chatPoint, documentPoint, formatPoint, isDialable, mailPoint, phoneDigits, phonePoint, phoneTwin } from './address.ts';
import { contactPointId, interactionId } from './ids.ts';

const phone = (raw: string, country = 'AR'): string | null => {
  const point = phonePoint(raw, country);
  return point === null || point === 'withheld' ? point : point.value;
};
const mail = (raw: string): string | null => mailPoint(raw)?.value ?? null;

describe('mail addresses', () => {
  it.each([
    ['Ana.Rios@CasaNorte.Example', 'ana.rios@casanorte.example'],
    ['  <ana@x.example> ', 'ana@x.example'],
    ['mailto:Ana@x.example?subject=Hola', 'ana@x.example'],
    ['mailto:ana%2Bshop@x.example', 'ana@x.example'],
    ['Ana Ríos <ana@x.example>', 'ana@x.example'],
    ['ana+promo@x.example', 'ana@x.example'],
    ['+5491161234410@sms.example', '+5491161234410@sms.example'],
    ['l.u.c.i.a+x@googlemail.com', 'lucia@gmail.com'],
    ['"ana"@x.example', 'ana@x.example'],
    ['info@ñandú.com.ar', 'info@xn--and-6ma2c.com.ar'],
    ['INFO@XN--AND-6MA2C.COM.AR', 'info@xn--and-6ma2c.com.ar'],
    ["o'connor@x.example", "o'connor@x.example"],
    ['root@localhost', 'root@localhost'],
    ['josé@x.example', 'josé@x.example'],
  ])('%s is %s', (raw, value) => expect(mail(raw)).toBe(value));

  it.each(['', 'ana', '@x.example', 'ana@', 'a b@x.example', 'ana@x..example', '.ana@x.example', 'a..b@x.example', 'ana@-x.example', 'ana@[10.0.0.1]', `${'a'.repeat(65)}@x.example`, `a@${'b.'.repeat(400)}c`, 'ana@x.example\u0000', 'undisclosed-recipients:;'])('%j is no address', (raw) => {
    expect(mail(raw)).toBeNull();
  });

  it('reads hostile text in linear time', () => {
    for (const raw of ['a.'.repeat(150) + '@', `a@${'a-'.repeat(150)}`, `${'<'.repeat(300)}a@b`]) mail(raw);
    expect(mail('x'.repeat(5_000_000))).toBeNull();
  });
});

describe('S15: telephone numbers of Argentina in every spelling', () => {
  it.each([
    '+54 9 11 6123-4410', '+5491161234410', '0054 9 11 6123 4410', '011 15-6123-4410', '(011) 15 6123 4410', '11 15 6123-4410', '91161234410', '5491161234410',
    'tel:+54-9-11-6123-4410', 'sip:+5491161234410@pbx.example;user=phone', '"Lucía" <5491161234410>', '\u202a+54 9 11 6123\u20114410\u202c', '+54 9 11 6123-4410 int. 12',
    'DAHDI/i1/0111561234410-1a2', 'PJSIP/+5491161234410-0000a3f1',
  ])('%s is the mobile', (raw) => expect(phone(raw)).toBe('+5491161234410'));

  it.each(['011 4902-1234', '(011) 4902 1234', '011/4902-1234', '1149021234', '+54 (11) 4902-1234', '011 4902-1234 ext. 12', '011 4902-1234 interno 305', '011 4902-1234 / 4902-5678'])(
    '%s is the fixed line', (raw) => expect(phone(raw)).toBe('+541149021234'));

  it.each(['', ' ', '<unknown>', 'unknown', 'anonymous', 'Anonymous', 'Restricted', 'Privado', 'Número privado', 'NUMERO PRIVADO', 'Unavailable', 'asterisk', '"Anonymous" <anonymous>', 'anonymous@anonymous.invalid', 'sip:anonymous@anonymous.invalid', '0000000000', '""<>'])(
    '%j is withheld', (raw) => expect(phone(raw)).toBe('withheld'));

  it.each(['1001', '12', 's', 'PJSIP/1001-0000a3f1', 'SIP/trunk-telecom-00000012', 'Local/1001@from-queue-00000a1b;2', '*97', '911', 'Lucía', 'ana1234567@x.example', 'ABC1234567', '1'.repeat(30)])(
    '%s is no outside number', (raw) => expect(phone(raw)).toBeNull());

  it('a local number without its area code is one caller, not none', () => {
    expect(phone('4902-1234')).toBe('+5449021234');
    expect(isDialable('+5449021234')).toBe(false);
    expect(isDialable('+541149021234')).toBe(true);
  });
  it('numbers of other countries', () => {
    expect(phone('00 44 20 7946 0958')).toBe('+442079460958');
    expect(phone('442079460958')).toBe('+442079460958');
    expect(phone('030/12345678', 'DE')).toBe('+493012345678');
    expect(phone('+52 1 55 1234 5678')).toBe('+525512345678');
    expect(phone('0044 20 7946 0958', 'US')).toBe('+442079460958');
    expect(phone('612 34 56 78', 'ES')).toBe('+34612345678');
  });
  it('an exchange that leaves out the 9 still names the same line', () => {
    expect([phoneTwin(phone('1161234410') ?? ''), phoneTwin('+5491161234410'), phoneTwin('+442079460958')]).toEqual(['+5491161234410', '+541161234410', null]);
  });
  it('search spellings hold what people type', () => {
    expect(phoneDigits('+5491161234410')).toEqual(expect.arrayContaining(['5491161234410', '91161234410', '1161234410', '01161234410', '111561234410', '0111561234410', '1561234410', '61234410']));
    expect(phoneDigits('+541161234410')).toEqual(expect.arrayContaining(['541161234410', '5491161234410', '0111561234410']));
    expect(phoneDigits('+442079460958')).toEqual(expect.arrayContaining(['442079460958', '2079460958', '02079460958', '79460958']));
  });
});

describe('documents', () => {
  it.each([
    ['DNI 31.234.204', 'AR', 'AR:31234204'], ['31234204', 'AR', 'AR:31234204'], ['CUIL 27-31234204-5', 'AR', null], ['27-31234204-4', 'AR', 'AR:31234204'],
    ['CUIT 30-50001091-2', 'ES', 'AR:30500010912'], ['12345678Z', 'ES', 'ES:12345678Z'], ['12345678', 'ES', 'ES:12345678Z'], ['12345678A', 'ES', null],
    ['X1234567L', 'ES', 'ES:X1234567L'], ['NIE x-1234567-l', 'AR', 'ES:X1234567L'], ['529.982.247-25', 'BR', 'BR:52998224725'], ['529.982.247-26', 'BR', null],
    ['12.345.678-5', 'CL', 'CL:123456785'], ['11111111', 'AR', null], ['AAB123456', 'AR', 'AR:AAB123456'], ['hola', 'AR', null], ['', 'AR', null],
  ])('%s in %s is %s', (raw, country, value) => expect(documentPoint(raw, country)?.value ?? null).toBe(value));
});

describe('points as people write them', () => {
  it.each([
    [{ kind: 'phone', value: '+5491161234410' }, '011 15-6123-4410'], [{ kind: 'phone', value: '+442079460958' }, '+44 20 7946 0958'],
    [{ kind: 'chat', value: 'whatsapp:+5491161234410' }, '011 15-6123-4410'], [{ kind: 'chat', value: 'whatsapp-name:lucía ferreyra' }, 'Lucía Ferreyra'],
    [{ kind: 'document', value: 'AR:31234204' }, '31.•••.204'], [{ kind: 'document', value: 'AR:5234204' }, '5.•••.204'],
    [{ kind: 'mail', value: 'info@xn--and-6ma2c.com.ar' }, 'info@ñandú.com.ar'], [{ kind: 'person', value: 'x' }, ''],
  ] as const)('%j', (ref, text) => expect(formatPoint(ref, 'AR')).toBe(text));
  it('chat names are compared without marks, case and doubled spaces', () => {
    expect(chatPoint('whatsapp-name', ' \u200eLucía  FERREYRA\u202c')).toEqual({ kind: 'chat', value: 'whatsapp-name:lucía ferreyra' });
    expect(chatPoint('xmpp', ' ')).toBeNull();
  });
});

describe('ids', () => {
  it('are UUIDv5 and the same everywhere', () => {
    expect(contactPointId({ kind: 'mail', value: 'ana@x.example' })).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(contactPointId({ kind: 'mail', value: 'ana@x.example' })).toBe('e5ce781d-7281-525c-8cec-c39defdb3889');
    expect(interactionId('call:1')).not.toBe(interactionId('call:2'));
  });
});
