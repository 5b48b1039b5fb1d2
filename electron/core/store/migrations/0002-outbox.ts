/**
 * What leaves: outbox, drafts and the files in them (truth); gaps of sources (truth); and what became of things sent,
 * links between interactions, canned replies (derived). Interactions get their wire id: a rebuild fills it in.
 */
export const up = `
-- payload: OutboxPayload (store/outbox). phase: 0 nothing can have left, 1 the point of no return was passed.
-- copy: 0 nothing to file, 1 a copy is due in the Sent folder, 2 filed.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  effect_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  phase INTEGER NOT NULL DEFAULT 0,
  copy INTEGER NOT NULL DEFAULT 0,
  account_id TEXT NOT NULL,
  point TEXT NOT NULL,
  thread_key TEXT,
  destination TEXT NOT NULL,
  interaction_id TEXT NOT NULL,
  seen_key INTEGER,
  author TEXT NOT NULL,
  title TEXT NOT NULL,
  preview TEXT NOT NULL,
  payload TEXT NOT NULL,
  position REAL NOT NULL,
  created_at_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  is_scheduled INTEGER NOT NULL DEFAULT 0,
  hold TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_at_ms INTEGER,
  sent_at_ms INTEGER,
  updated_at_ms INTEGER NOT NULL,
  error TEXT
) WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (position) WHERE state IN ('queued', 'held', 'sending', 'verifying', 'failed');
CREATE INDEX outbox_closed ON outbox (updated_at_ms, state) WHERE state IN ('sent', 'cancelled');
CREATE INDEX outbox_point ON outbox (point);
CREATE INDEX outbox_interaction ON outbox (interaction_id);
CREATE INDEX outbox_copy ON outbox (account_id) WHERE copy = 1;

-- One text in the making for one contact point and channel; the customer is whoever has the point now.
CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  point TEXT NOT NULL,
  channel TEXT NOT NULL,
  content TEXT NOT NULL,
  others TEXT NOT NULL DEFAULT '[]',
  revision INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  discarded_at_ms INTEGER
) WITHOUT ROWID;
CREATE INDEX draft_point ON draft (point);

-- Files of drafts and of what is in the outbox; the bytes lie in the vault.
CREATE TABLE blob (
  id TEXT PRIMARY KEY,
  filename TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  vault_pack INTEGER NOT NULL,
  vault_offset INTEGER NOT NULL,
  vault_length INTEGER NOT NULL,
  vault_key BLOB NOT NULL,
  put_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE source_gap (
  account_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (account_id, stream, from_ms)
) WITHOUT ROWID;
CREATE INDEX source_gap_time ON source_gap (to_ms);

-- ------------------------------------------------------------------------------------------ derived

ALTER TABLE interaction ADD COLUMN wire_id TEXT;
-- 1: the customer's word that somebody of ours said needs no answer.
ALTER TABLE party ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
-- Receipts are about what we sent: the mails of others stay out of it.
CREATE INDEX interaction_wire ON interaction (wire_id) WHERE wire_id IS NOT NULL AND direction = 1;

-- What records say about the fate of something sent.
CREATE TABLE delivery (
  about TEXT NOT NULL,
  recipient TEXT NOT NULL,
  state TEXT NOT NULL,
  record INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (about, recipient, state, record)
) WITHOUT ROWID;
CREATE INDEX delivery_record ON delivery (record);

CREATE TABLE interaction_link (
  interaction_id TEXT NOT NULL,
  call_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  PRIMARY KEY (interaction_id, call_id)
) WITHOUT ROWID;
CREATE INDEX interaction_link_call ON interaction_link (call_id);

CREATE TABLE settled (
  interaction_id TEXT PRIMARY KEY,
  operation TEXT NOT NULL
) WITHOUT ROWID;

-- Channels of calls that were heard live, and of rows of call logs that bear no linkedid (ingest/joinCalls).
CREATE TABLE call_channel (
  channel TEXT NOT NULL,
  at_s INTEGER NOT NULL,
  group_key TEXT NOT NULL,
  until_s INTEGER NOT NULL,
  is_heard INTEGER NOT NULL,
  uniqueid TEXT NOT NULL,
  PRIMARY KEY (channel, at_s, group_key)
) WITHOUT ROWID;

CREATE TABLE template (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  channels TEXT NOT NULL,
  operation TEXT NOT NULL
) WITHOUT ROWID;

-- What was read before says its wire ids and receipts when it is read again.
INSERT OR REPLACE INTO setting (key, value) SELECT 'rebuild.due', 'true' WHERE EXISTS (SELECT 1 FROM source_record);
`;
