/** The indexer's worker thread: gives store/indexer what its room may not import. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../shared/result.ts';
import { phoneDigits } from './identity/address.ts';
import { runIndexer } from './store/indexer.ts';
import type { IndexerConfig } from './store/indexer.ts';

invariant(parentPort !== null, 'the indexer runs in a worker thread');
runIndexer(parentPort, workerData as IndexerConfig, phoneDigits);
