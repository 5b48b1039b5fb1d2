/** Who is who: links that lose nothing, decisions of people, and the way back from each of them. */
import type { Locator, Page } from '@playwright/test';
import { closeAll, expect, hilo, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { household, sofia, sofiaElsewhere } from './seedPeople.ts';
import { customerName, openCustomer, panel, readTimeline, timeline, toast, workspace } from './world/screen.ts';

type Stats = { customers: number; interactions: number; digest: string };

test.afterEach(closeAll);

const points = (page: Page): Locator => panel(page, 'Contact points and why').getByRole('listitem');
/** The line of one contact point, not one that only names it. */
const pointLine = (page: Page, shown: string): Locator => points(page).filter({ has: page.locator('.line-main').getByText(shown, { exact: true }) });

/** All that a workspace says about who this is, without what grows by itself (decisions, moments that pass). */
async function identityShown(page: Page): Promise<string[]> {
  await expect(points(page).first()).toBeVisible();
  return [await customerName(page).innerText(), await page.locator('.head-sub').innerText(), ...await page.locator('.fact').allInnerTexts(), ...await points(page).allInnerTexts()];
}

async function mergeWith(page: Page, text: string, name: string): Promise<void> {
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: /^Merge .* with another customer$/ });
  await dialog.getByRole('combobox').fill(text);
  await dialog.getByRole('option').filter({ hasText: name }).first().click();
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(toast(page, 'Merged: there is one story now.')).toBeVisible();
}

async function openBig(profile: string): Promise<Desk> {
  return launch({ profile, network: 'off', size: { width: 1280, height: 900 } });
}

test('S14 linking two customers moves and loses no item, and undo brings back the exact former state', async () => {
  const profile = await seededProfile({ ...sofia.files, 'mail/otro.mbox': sofiaElsewhere.file });
  const before = await hilo<Stats>(profile, 'stats');
  const desk = await openBig(profile);
  const { page } = desk;
  await openCustomer(page, sofiaElsewhere.name);
  const elsewhere = await readTimeline(page);
  const elsewhereShown = await identityShown(page);
  expect(elsewhere).toHaveLength(sofiaElsewhere.mails);
  await openCustomer(page, sofia.name);
  const own = await readTimeline(page);
  const ownShown = await identityShown(page);

  await mergeWith(page, sofiaElsewhere.mail, sofiaElsewhere.name);
  await expect(points(page)).toHaveCount(3);
  const joined = await readTimeline(page);
  expect(joined.map((item) => item.id).toSorted()).toEqual([...own, ...elsewhere].map((item) => item.id).toSorted());
  expect(joined.map((item) => item.atMs)).toEqual(joined.map((item) => item.atMs).toSorted((a, b) => a - b));

  await panel(page, 'What was decided').getByRole('button', { name: /^Undo: Merged/ }).click();
  await expect(toast(page, 'Undone: everything is as it was.')).toBeVisible();
  await openCustomer(page, sofia.mail, sofia.name);
  await expect(points(page)).toHaveCount(2);
  expect(await readTimeline(page)).toEqual(own);
  expect(await identityShown(page)).toEqual(ownShown);
  await openCustomer(page, sofiaElsewhere.mail, sofiaElsewhere.name);
  expect(await readTimeline(page)).toEqual(elsewhere);
  expect(await identityShown(page)).toEqual(elsewhereShown);
  await desk.close();
  const after = await hilo<Stats>(profile, 'stats');
  expect({ customers: after.customers, interactions: after.interactions, digest: after.digest }).toEqual({ customers: before.customers, interactions: before.interactions, digest: before.digest });
  expect(await hilo<{ ok: boolean }>(profile, 'check')).toMatchObject({ ok: true });
});

test('S15 every spelling of a number is one contact point, and a chat by the same number is suggested with its evidence until a person decides', async () => {
  const desk = await openBig(await seededProfile(sofia.files));
  const { page } = desk;
  await openCustomer(page, sofia.name);
  // The calls came as 01115..., +549... and 00549..., the card as +54 9 11 ...: one point with three calls.
  const phone = pointLine(page, '011 15-6000-1234');
  await expect(phone).toHaveCount(1);
  await expect(phone).toContainText(`${sofia.calls} contacts`);
  await expect(points(page).filter({ hasText: 'linked by the same contact card' })).toHaveCount(1);
  const suggestion = panel(page, 'May be the same person');
  await expect(suggestion).toContainText('the same number: +5491160001234');
  await expect(suggestion.locator('.origin')).toHaveText(/chat, /);
  await expect(points(page)).toHaveCount(2);
  expect(await readTimeline(page)).toHaveLength(sofia.mails + sofia.calls);

  await suggestion.getByRole('button', { name: 'Not the same' }).click();
  await expect(suggestion).toBeHidden();
  await expect(points(page)).toHaveCount(2);
  await toast(page, 'Noted: they are different people.').getByRole('button', { name: 'Undo' }).click();
  await panel(page, 'May be the same person').getByRole('button', { name: 'Same person' }).click();
  await expect(points(page)).toHaveCount(3);
  await expect(page.getByRole('group', { name: 'Channels' }).getByRole('button', { name: /^All/ })).toContainText(String(sofia.mails + sofia.calls + sofia.chats));
});

test('S15 a number on the cards of two people joins neither, and both are told of it', async () => {
  const desk = await openBig(await seededProfile(household.files));
  const { page } = desk;
  for (const [name, mail] of [[household.marta, 'marta@solis.example'], [household.pedro, 'pedro@solis.example']] as const) {
    await openCustomer(page, name);
    await expect(points(page)).toHaveCount(1);
    await expect(points(page)).toContainText(mail);
    await expect(panel(page, 'May be the same person')).toContainText('a shared number: +541143332211');
  }
  await openCustomer(page, '4333-2211', '011 4333-2211');
  await expect(points(page)).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'Channels' }).getByRole('button', { name: /^All/ })).toContainText(String(household.calls));
});

test('S15 one call was of another person on the same phone: it alone moves, and one step brings it back', async () => {
  const desk = await openBig(await seededProfile(household.files));
  const { page } = desk;
  await openCustomer(page, '4333-2211', '011 4333-2211');
  const count = page.getByRole('group', { name: 'Channels' }).getByRole('button', { name: /^All/ });
  await timeline(page).getByRole('article').last().getByRole('button', { name: 'Actions with this contact' }).click();
  await page.getByRole('menuitem', { name: 'Is of another person…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Whose is this contact?' });
  await dialog.getByRole('radio', { name: 'Of somebody new' }).click();
  await dialog.getByRole('textbox', { name: 'Name of the person' }).fill('Vecina Olga');
  await dialog.getByRole('button', { name: 'Assign' }).click();
  await expect(count).toContainText(String(household.calls - 1));
  await openCustomer(page, 'Vecina Olga');
  await expect(timeline(page).getByRole('article')).toHaveCount(1);
  await openCustomer(page, '4333-2211', '011 4333-2211');
  await panel(page, 'What was decided').getByRole('button', { name: /^Undo:/ }).first().click();
  await expect(count).toContainText(String(household.calls));
});

test('N1 merge, split and move of years of calls are one undo each, and leave no trace when undone', async () => {
  const profile = await seededProfile(household.files);
  const before = await hilo<Stats>(profile, 'stats');
  const desk = await openBig(profile);
  const { page } = desk;
  const count = page.getByRole('group', { name: 'Channels' }).getByRole('button', { name: /^All/ });
  const undoToast = async (text: string | RegExp): Promise<void> => {
    await toast(page, text).getByRole('button', { name: 'Undo' }).click();
    // The one before may still be on its way out.
    await expect(toast(page, 'Undone: everything is as it was.').last()).toBeVisible();
    await page.locator('.toast').getByRole('button', { name: 'Close' }).first().click();
  };

  await test.step('merge', async () => {
    await openCustomer(page, household.marta);
    await mergeWith(page, '4333-2211', '011 4333-2211');
    await expect(count).toContainText(String(household.calls + 1));
    await undoToast('Merged: there is one story now.');
    await openCustomer(page, household.marta);
    await expect(count).toContainText('1');
    await expect(points(page)).toHaveCount(1);
  });

  await test.step('relink: the telephone and its years go to another customer', async () => {
    await mergeWith(page, '4333-2211', '011 4333-2211');
    await pointLine(page, '011 4333-2211').getByRole('button', { name: /^Actions with/ }).click();
    await page.getByRole('menuitem', { name: 'Belongs to somebody else…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Whose is 011 4333-2211?' });
    await dialog.getByRole('combobox').fill('Pedro');
    await dialog.getByRole('option').filter({ hasText: household.pedro }).click();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await openCustomer(page, household.pedro);
    await expect(count).toContainText(String(household.calls + 1));
    await undoToast(`Now of ${household.pedro}.`);
    await openCustomer(page, 'marta@solis.example', household.marta);
    await expect(count).toContainText(String(household.calls + 1));
  });

  await test.step('split: the telephone leaves with its years', async () => {
    await pointLine(page, '011 4333-2211').getByRole('button', { name: /^Actions with/ }).click();
    await page.getByRole('menuitem', { name: 'Not of this customer' }).click();
    const dialog = page.getByRole('dialog', { name: /^Split contact points of/ });
    await expect(dialog.getByRole('checkbox', { name: '011 4333-2211' })).toBeChecked();
    await dialog.getByRole('button', { name: 'Split' }).click();
    await openCustomer(page, '4333-2211', '011 4333-2211');
    await expect(count).toContainText(String(household.calls));
    await undoToast('Split: now a customer of its own.');
    await openCustomer(page, 'marta@solis.example', household.marta);
    await expect(count).toContainText(String(household.calls + 1));
  });

  await panel(page, 'What was decided').getByRole('button', { name: /^Undo: Merged/ }).first().click();
  await expect(workspace(page)).toBeVisible();
  await openCustomer(page, household.marta);
  await expect(points(page)).toHaveCount(1);
  await desk.close();
  expect((await hilo<Stats>(profile, 'stats')).digest).toBe(before.digest);
});

