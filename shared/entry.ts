/** One entry of the contract: the schema of what goes in, and the type of what comes out. */
import { z } from 'zod';

/** Carries an output type beside a schema; nothing of it exists at run time. */
export type Entry<I extends z.ZodType, O> = { input: I; readonly output?: O };
export const entry = <O>() => <I extends z.ZodType>(input: I): Entry<I, O> => ({ input });

export const id = z.uuid();
export const none = z.object({});
export const limit = z.number().int().min(1).max(1_000);
export const shortText = z.string().max(1_000);
