/** What is sold and offered: catalogue and prices, orders, offers and their answers, favourites; and the files they come from. */
import { z } from 'zod';
import { CHANNELS } from './domain.ts';
import type { Channel, ConnectorKind, InteractionId, Money, OfferId, OfferState, OperationId, OrderState, Origin, PriceChannel, RowProblem, SourceLabel } from './domain.ts';
import { entry, id, limit, shortText } from './entry.ts';

export type PriceView = Money & { channel: PriceChannel; fromMs: number | null; toMs: number | null };
export type ProductView = {
  code: string; name: string; category: string; description: string;
  /** What holds now, one a channel. */
  prices: PriceView[];
  /** Set when channels ask different prices for it now (S8, N6): the cheapest and the dearest. */
  mismatch: { low: PriceView; high: PriceView } | null;
  source: SourceLabel; readAtMs: number;
};
export type OrderView = {
  number: string; state: OrderState; channel: string; orderedAtMs: number; updatedAtMs: number; total: Money; lines: { code: string; name: string; quantity: number; amountMinor: number }[]; source: SourceLabel; readAtMs: number;
};
export type OfferView = {
  id: OfferId; text: string; campaign: string; productCode: string | null; price: Money | null; fromMs: number | null; validToMs: number | null; state: OfferState;
  /** For this customer alone; else for everybody. */
  isPersonal: boolean;
  /** Each time it was made to this customer, newest first. */
  presented: { channel: Channel; atMs: number; actor: string; interactionId: InteractionId | null }[];
  answer: { answer: 'accepted' | 'declined'; channel: Channel; atMs: number; actor: string; reason: string; operationId: OperationId } | null;
  origin: Origin;
  /** It says another price than the catalogue, or than another offer that is valid for them (S17): in which the other one differs. */
  contradicts: { what: 'catalogue' | 'offer'; price: Money; label: string } | null;
};
export type FavouriteView = { code: string; name: string; prices: PriceView[]; mismatch: ProductView['mismatch']; note: string; channel: Channel; atMs: number; actor: string };

/** Tables a shop's file may hold, told apart by their columns. */
export const SHOP_TABLES = ['products', 'orders', 'offers', 'steps', 'reviews'] as const;
export type ShopTable = (typeof SHOP_TABLES)[number];
export type ShopFilePreview = {
  format: 'csv' | 'json'; table: ShopTable | null; rows: number; columns: { header: string; meaning: string }[]; meanings: string[]; sample: string[][];
  /** What would happen: rows that say something new, that change what is known, that are known already, and those that cannot be used; one that a later row replaces counts with that one. */
  added: number; changed: number; known: number; unusable: number;
  /** The first of them: which row (1-based, as a spreadsheet counts), which column, what is wrong. */
  problems: { row: number; column: string; problem: RowProblem; value: string }[];
};

export const sellingQueries = {
  /** By words of name or code; an empty text gives the first by name. */
  'product.search': entry<{ rows: ProductView[]; total: number }>()(z.object({ text: shortText, limit })),
  'order.list': entry<OrderView[]>()(z.object({ customerId: id })),
  /** Every offer made to the customer or available for them, what can still be offered first; never one that was answered or has expired as `available` (S21). */
  'offer.list': entry<OfferView[]>()(z.object({ customerId: id })),
  'favourite.list': entry<FavouriteView[]>()(z.object({ customerId: id })),
  /** What of a text that is about to be sent repeats an offer which this customer answered, or which has expired (S21), and prices in it that the catalogue contradicts (N6). */
  'offer.check': entry<{ kind: 'answered' | 'expired' | 'price'; offerId: OfferId | null; text: string; detail: string }[]>()(z.object({ customerId: id, text: z.string().max(1_000_000) })),
} as const;

export const sellingCommands = {
  /** `offerId` null: by word, now. @throws offer-closed when it was answered or has expired */
  'offer.present': entry<{ offerId: OfferId }>()(z.object({
    customerId: id, offerId: id.nullable(), text: z.string().min(1).max(2_000), productCode: z.string().max(100).nullable(), amountMinor: z.number().int().nullable(), validToMs: z.number().int().nullable(),
    channel: z.enum(CHANNELS), interactionId: id.nullable(),
  })),
  'offer.answer': entry<{ operationId: OperationId }>()(z.object({ customerId: id, offerId: id, answer: z.enum(['accepted', 'declined']), channel: z.enum(CHANNELS), reason: z.string().max(500) })),
  /** Undoes what a visit says of an offer by mistake: that it was presented there, and an answer given there since. */
  'offer.takeBack': entry<null>()(z.object({ customerId: id, offerId: id, visitId: id })),
  'favourite.set': entry<{ operationId: OperationId }>()(z.object({ customerId: id, productCode: z.string().min(1).max(100), on: z.boolean(), note: z.string().max(500), channel: z.enum(CHANNELS), interactionId: id.nullable() })),
  /** What files and folders hold, before anything is read: the same that `import.files` would start. */
  'import.plan': entry<{ files: { kind: ConnectorKind; path: string; label: string; bytes: number }[] }>()(z.object({ paths: z.array(z.string().min(1).max(4_096)).min(1).max(1_000) })),
  'import.previewShop': entry<ShopFilePreview>()(z.object({ path: z.string().min(1).max(4_096), table: z.enum(SHOP_TABLES).optional(), mapping: z.array(z.string().max(60)).max(200).optional() })),
  /** `follow`: the file, or every file that is put into the folder, is read again as it changes. */
  'import.shop': entry<{ importId: string }>()(z.object({ path: z.string().min(1).max(4_096), table: z.enum(SHOP_TABLES).optional(), mapping: z.array(z.string().max(60)).max(200).optional(), follow: z.boolean() })),
} as const;

