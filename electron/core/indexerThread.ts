/** Entry of the indexer's worker thread: joins the store's indexer with identity's spellings of telephone numbers. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../shared/result.ts';
import { phoneDigits } from './identity/phone.ts';
import { runIndexer } from './store/indexer.ts';
import type { IndexerConfig } from './store/indexer.ts';

invariant(parentPort, 'the indexer runs as a worker thread');
runIndexer(parentPort, workerData as IndexerConfig, phoneDigits);
