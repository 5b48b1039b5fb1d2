/** Names of the contract whose handlers are still being written; a slice takes its names out as it brings them. */
import { sellingCommands, sellingQueries } from '../../../shared/selling.ts';
import { DeskError } from '../../../shared/result.ts';
import type { Commands } from './commands.ts';
import type { Queries } from './queries.ts';

const queries = { ...sellingQueries };
const commands = { ...sellingCommands };
export type UnbuiltQuery = keyof typeof queries;
export type UnbuiltCommand = keyof typeof commands;

const refuse = (names: object): object => Object.fromEntries(Object.keys(names).map((name) => [name, () => { throw new DeskError('internal', { what: name }); }]));
export const unbuiltQueries = refuse(queries) as Pick<Queries, UnbuiltQuery>;
export const unbuiltCommands = refuse(commands) as Pick<Commands, UnbuiltCommand>;
