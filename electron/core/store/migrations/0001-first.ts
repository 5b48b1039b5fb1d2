/**
 * The first schema. Truth: setting, account, import, stream, source_record, source_place, operation.
 * Everything after the line "derived" can be rebuilt from truth by one command.
 */
export const up = `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  config TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  removed_at_ms INTEGER
) WITHOUT ROWID;

CREATE TABLE import (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  read INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  known INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0,
  done_bytes INTEGER NOT NULL DEFAULT 0,
  total_bytes INTEGER NOT NULL DEFAULT 0,
  error TEXT
) WITHOUT ROWID;

CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  shown TEXT NOT NULL,
  cursor TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER,
  complete INTEGER NOT NULL DEFAULT 0,
  last_success_at_ms INTEGER,
  UNIQUE (account_id, stream)
);

-- What a connector read, kept raw for ever. Large raws lie in the vault (pack, offset, length, key), small ones here.
CREATE TABLE source_record (
  id INTEGER PRIMARY KEY,
  record_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  account_id TEXT NOT NULL,
  import_id TEXT,
  group_key TEXT,
  received_at_ms INTEGER,
  read_at_ms INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  unreadable TEXT,
  context TEXT,
  vault_pack INTEGER,
  vault_offset INTEGER,
  vault_length INTEGER,
  vault_key BLOB,
  raw BLOB
);
CREATE INDEX source_record_group ON source_record (group_key) WHERE group_key IS NOT NULL;
CREATE INDEX source_record_unreadable ON source_record (id) WHERE unreadable IS NOT NULL;
CREATE INDEX source_record_import ON source_record (import_id) WHERE import_id IS NOT NULL;

-- Where a record was found; the only part of truth that follows the source (flags, gone).
CREATE TABLE source_place (
  stream INTEGER NOT NULL,
  place TEXT NOT NULL,
  record INTEGER NOT NULL,
  read_at_ms INTEGER NOT NULL,
  gone_at_ms INTEGER,
  flags TEXT NOT NULL,
  PRIMARY KEY (stream, place)
) WITHOUT ROWID;
CREATE INDEX source_place_record ON source_place (record);

CREATE TABLE operation (
  id TEXT PRIMARY KEY,
  hlc TEXT NOT NULL,
  device TEXT NOT NULL,
  device_sequence INTEGER NOT NULL,
  actor TEXT NOT NULL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  payload TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (device, device_sequence)
) WITHOUT ROWID;
CREATE INDEX operation_hlc ON operation (hlc);

-- ------------------------------------------------------------------------------------------ derived

-- Which operations speak about which thing; what holds of a thing is computed from all of them.
CREATE TABLE operation_subject (
  subject TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  PRIMARY KEY (subject, operation_id)
) WITHOUT ROWID;

-- Subjects whose target has not arrived yet.
CREATE TABLE operation_waiting (
  target TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (target, subject)
) WITHOUT ROWID;

-- customer: contact_point.id of the member with the smallest uuid.
CREATE TABLE contact_point (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  customer INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  record INTEGER,
  operation TEXT,
  seen_at_ms INTEGER NOT NULL
);
CREATE INDEX contact_point_customer ON contact_point (customer);
CREATE INDEX contact_point_value ON contact_point (value);

CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  organisation TEXT NOT NULL,
  interactions INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  first_at_ms INTEGER,
  last_at_ms INTEGER,
  last_key INTEGER,
  waiting_key INTEGER,
  waiting_since_ms INTEGER,
  attempts INTEGER NOT NULL,
  missed INTEGER NOT NULL
);
CREATE INDEX customer_waiting ON customer (waiting_key) WHERE waiting_key IS NOT NULL;
CREATE INDEX customer_last ON customer (last_key);
CREATE INDEX customer_name ON customer (name);

-- key runs with time (seconds since the epoch, shifted, plus a slot within the second): newest first needs no sort.
CREATE TABLE interaction (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  record INTEGER,
  operation TEXT,
  channel INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  occurred_at_ms INTEGER NOT NULL,
  marks INTEGER NOT NULL,
  main_point INTEGER,
  thread_key TEXT,
  author TEXT NOT NULL,
  agent TEXT NOT NULL,
  title TEXT NOT NULL,
  preview TEXT NOT NULL,
  detail TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX interaction_record ON interaction (record) WHERE record IS NOT NULL;

-- word: 0 nobody spoke to anybody (machine, list, note), 1 the customer spoke, 2 we spoke or both did.
CREATE TABLE party (
  point INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  role TEXT NOT NULL,
  channel INTEGER NOT NULL,
  word INTEGER NOT NULL,
  missed INTEGER NOT NULL,
  PRIMARY KEY (point, interaction)
) WITHOUT ROWID;

-- Parties of mailings and machines: they stand in a timeline only once their address is a customer for another reason.
CREATE TABLE party_if_known (
  point_uuid TEXT NOT NULL,
  interaction INTEGER NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (point_uuid, interaction)
) WITHOUT ROWID;
CREATE INDEX party_if_known_interaction ON party_if_known (interaction);

-- What records and people say about a contact point. rank: 0 mail header or chat name, 1 card, 2 person.
-- ground: '' for headers (said a thousand times, kept once, with the earliest origin), else the record's or operation's own.
CREATE TABLE claim (
  point INTEGER NOT NULL,
  field TEXT NOT NULL,
  rank INTEGER NOT NULL,
  value TEXT NOT NULL,
  ground TEXT NOT NULL,
  norm TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  record INTEGER,
  operation TEXT,
  PRIMARY KEY (point, field, rank, value, ground)
) WITHOUT ROWID;
CREATE INDEX claim_record ON claim (record) WHERE rank = 1;
CREATE INDEX claim_norm ON claim (norm, field);

-- Points that one record says belong together. a has the smaller uuid.
CREATE TABLE evidence (
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  rule TEXT NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (a, b, rule, record)
) WITHOUT ROWID;
CREATE INDEX evidence_b ON evidence (b);
CREATE INDEX evidence_record ON evidence (record);

-- What people decided about a pair (uuids, a smaller): 1 the same, 0 not the same.
CREATE TABLE pair_decision (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  same INTEGER NOT NULL,
  operation TEXT NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX pair_decision_b ON pair_decision (b);

-- Edges that hold a customer together now.
CREATE TABLE link (
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  rule TEXT NOT NULL,
  record INTEGER,
  operation TEXT,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX link_b ON link (b);

-- Interactions that a person moved to another contact point.
CREATE TABLE assignment (
  interaction_id TEXT NOT NULL,
  from_point TEXT NOT NULL,
  to_point TEXT NOT NULL,
  operation TEXT NOT NULL,
  PRIMARY KEY (interaction_id, from_point)
) WITHOUT ROWID;

CREATE INDEX assignment_from ON assignment (from_point);
CREATE INDEX assignment_to ON assignment (to_point);

-- Imports that a person took back.
CREATE TABLE revoked_import (
  import_id TEXT PRIMARY KEY,
  operation TEXT NOT NULL
) WITHOUT ROWID;

-- What a late reader of the screen has missed; old rows are dropped.
CREATE TABLE change_feed (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL
);

-- What the search index has yet to look at again. what: 0 interaction (its key), 1 contact point (its id).
CREATE TABLE index_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  what INTEGER NOT NULL,
  key INTEGER NOT NULL
);
`;
