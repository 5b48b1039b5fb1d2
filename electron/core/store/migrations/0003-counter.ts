/**
 * The counter and the case: what the shop shares, cases and tasks, what is sold and offered, visits, surveys, rules.
 * Points are named by uuid, so that what is said of somebody may arrive before they do. Only what stands before the first line below is truth.
 */
export const up = `
-- What was printed for a visit, and the mail it left with.
CREATE TABLE receipt_file (
  visit_id TEXT PRIMARY KEY,
  -- Series and number it was made for (CAB-7F3K:12), of a mail without one the token of its survey: a closing that was undone and done again has another.
  receipt TEXT NOT NULL,
  blob_id TEXT,
  outbox_id TEXT,
  made_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- When a row of a shop's table was first and last said, and in which import ('': by a file that is followed). A row that comes again says so here alone.
CREATE TABLE row_said (record INTEGER NOT NULL, import_id TEXT NOT NULL, first_at_ms INTEGER NOT NULL, said_at_ms INTEGER NOT NULL, PRIMARY KEY (record, import_id)) WITHOUT ROWID;
CREATE INDEX row_said_import ON row_said (import_id) WHERE import_id <> '';

-- Answers to surveys (survey.place) of which the rules have been asked on this machine: a rule acts once, whatever is rebuilt or switched on later.
CREATE TABLE survey_judged (place TEXT PRIMARY KEY, judged_at_ms INTEGER NOT NULL) WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------ derived

-- From orders, of all addresses of a customer together.
ALTER TABLE customer ADD COLUMN value_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN orders INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN last_order_at_ms INTEGER;
-- Who called and was not answered.
CREATE INDEX customer_missed ON customer (waiting_key) WHERE missed > 0 AND waiting_key IS NOT NULL;
-- Who has waited longest.
CREATE INDEX customer_waiting_since ON customer (waiting_since_ms) WHERE waiting_since_ms IS NOT NULL;
CREATE INDEX customer_value ON customer (value_minor);
CREATE INDEX customer_bought ON customer (last_order_at_ms) WHERE orders > 0;
-- The preferred channel, so that one can ask who prefers it: worked out beside the writes, of whoever is due.
ALTER TABLE customer ADD COLUMN prefers TEXT;
ALTER TABLE customer ADD COLUMN prefers_stated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN prefers_due INTEGER NOT NULL DEFAULT 1;
CREATE INDEX customer_prefers ON customer (prefers, last_key) WHERE prefers IS NOT NULL;
CREATE INDEX customer_prefers_due ON customer (id) WHERE prefers_due = 1;
-- Who spoke with us, in the order of time, without the words: figures of a year read it and nothing else.
CREATE INDEX party_time ON party (interaction, point, channel, word, settled);

CREATE TABLE shop_part (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  operation TEXT NOT NULL
) WITHOUT ROWID;

-- How a case stands (status to last_key) follows from what was said of it (said) and who spoke in it (store/cases.ts).
CREATE TABLE desk_case (
  id TEXT PRIMARY KEY,
  point TEXT NOT NULL,
  title TEXT NOT NULL,
  motive TEXT NOT NULL,
  status TEXT NOT NULL,
  status_at_ms INTEGER NOT NULL,
  solved_at_ms INTEGER,
  was_solved INTEGER NOT NULL,
  said TEXT NOT NULL,
  first_ours_at_ms INTEGER,
  since_at_ms INTEGER,
  rests TEXT NOT NULL,
  their_key INTEGER,
  last_key INTEGER,
  team TEXT NOT NULL,
  owner TEXT NOT NULL,
  priority TEXT NOT NULL,
  snoozed_until_ms INTEGER,
  channel TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  operation TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX desk_case_point ON desk_case (point);
CREATE INDEX desk_case_their ON desk_case (their_key) WHERE status = 'solved' AND their_key IS NOT NULL;
CREATE INDEX desk_case_status ON desk_case (status, opened_at_ms);
CREATE TABLE case_tag (case_id TEXT NOT NULL, tag TEXT NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (case_id, tag)) WITHOUT ROWID;
CREATE TABLE case_interaction (case_id TEXT NOT NULL, interaction_id TEXT NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (case_id, interaction_id)) WITHOUT ROWID;
CREATE INDEX case_interaction_of ON case_interaction (interaction_id);
CREATE TABLE case_check (case_id TEXT NOT NULL, item_id TEXT NOT NULL, text TEXT NOT NULL, done INTEGER NOT NULL, at_ms INTEGER NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (case_id, item_id)) WITHOUT ROWID;
CREATE TABLE case_escalation (operation TEXT PRIMARY KEY, case_id TEXT NOT NULL, from_team TEXT NOT NULL, to_team TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX case_escalation_of ON case_escalation (case_id);

CREATE TABLE task (
  id TEXT PRIMARY KEY,
  point TEXT NOT NULL,
  case_id TEXT,
  title TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_at_ms INTEGER,
  done_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  rule_id TEXT,
  rule_version INTEGER,
  interaction_id TEXT,
  operation TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX task_point ON task (point);
CREATE INDEX task_open ON task (due_at_ms) WHERE done_at_ms IS NULL;
CREATE INDEX task_case ON task (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE queue_view (id TEXT PRIMARY KEY, name TEXT NOT NULL, filter TEXT NOT NULL, operation TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE preference (point TEXT NOT NULL, code TEXT NOT NULL, interaction_id TEXT, at_ms INTEGER NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (point, code)) WITHOUT ROWID;

CREATE TABLE visit (
  id TEXT PRIMARY KEY,
  point TEXT,
  state TEXT NOT NULL,
  branch TEXT NOT NULL,
  agent TEXT NOT NULL,
  device TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  identity_check TEXT NOT NULL,
  motive TEXT NOT NULL,
  outcome TEXT NOT NULL,
  notes TEXT NOT NULL,
  case_id TEXT,
  mail_to TEXT,
  receipt_series TEXT,
  receipt_number INTEGER,
  survey_token TEXT,
  -- Normal form of the address it was sent to.
  survey_address TEXT,
  operation TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_point ON visit (point);
CREATE INDEX visit_open ON visit (device) WHERE state = 'open';
CREATE INDEX visit_ended ON visit (ended_at_ms);
CREATE INDEX visit_closed ON visit (device, ended_at_ms, id) WHERE state = 'closed';
-- Never unique: two desks with one name for their series must not stop the stream. 'check' says so.
CREATE INDEX visit_receipt ON visit (receipt_series, receipt_number) WHERE receipt_number IS NOT NULL;
CREATE INDEX visit_survey ON visit (survey_token) WHERE survey_token IS NOT NULL;
-- The last number of a series is asked of the log: a closing that was undone has used its number up.
CREATE INDEX operation_receipt ON operation (device, payload ->> '$.receipt.series', payload ->> '$.receipt.number') WHERE type = 'visit.close';
CREATE TABLE visit_item (visit_id TEXT NOT NULL, item_id TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, label TEXT NOT NULL, at_ms INTEGER NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (visit_id, item_id)) WITHOUT ROWID;

-- What mails say that answer a survey by its token; which of them counts is worked out with the visit.
CREATE TABLE survey_reply (record INTEGER PRIMARY KEY, token TEXT NOT NULL, score INTEGER, comment TEXT NOT NULL, point TEXT NOT NULL, address TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE INDEX survey_reply_token ON survey_reply (token);
-- place: key of the record, id of the operation. visit_id is empty while no visit with that token is known. source: mail, card. verdict: counts; again (one before counts); other-address; broken-token; no-score.
CREATE TABLE survey (
  visit_id TEXT NOT NULL,
  place TEXT NOT NULL,
  source TEXT NOT NULL,
  verdict TEXT NOT NULL,
  score INTEGER,
  comment TEXT NOT NULL,
  point TEXT,
  answered_at_ms INTEGER NOT NULL,
  agent TEXT NOT NULL,
  branch TEXT NOT NULL,
  record INTEGER,
  operation TEXT,
  PRIMARY KEY (visit_id, place)
) WITHOUT ROWID;
CREATE INDEX survey_time ON survey (answered_at_ms) WHERE verdict = 'counts';
CREATE INDEX survey_record ON survey (record) WHERE record IS NOT NULL;

-- Rows of a shop's tables, each beside the record that says it: of several, the one read from the newest state of its source holds.
-- tie: the record's key, which decides between two that were said at one time.
-- slot: which of a product's rows it is, where it has one a channel or a period.
CREATE TABLE product (code TEXT NOT NULL, record INTEGER NOT NULL, tie TEXT NOT NULL, slot TEXT NOT NULL, said_at_ms INTEGER NOT NULL, name TEXT NOT NULL, norm TEXT NOT NULL, category TEXT NOT NULL, description TEXT NOT NULL, PRIMARY KEY (code, record)) WITHOUT ROWID;
CREATE INDEX product_record ON product (record);
CREATE INDEX product_norm ON product (norm);
CREATE TABLE price (code TEXT NOT NULL, channel TEXT NOT NULL, record INTEGER NOT NULL, tie TEXT NOT NULL, said_at_ms INTEGER NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, from_ms INTEGER, to_ms INTEGER, PRIMARY KEY (code, channel, record)) WITHOUT ROWID;
CREATE INDEX price_record ON price (record);
CREATE TABLE shop_order (number TEXT NOT NULL, record INTEGER NOT NULL, tie TEXT NOT NULL, said_at_ms INTEGER NOT NULL, point TEXT, state TEXT NOT NULL, channel TEXT NOT NULL, ordered_at_ms INTEGER NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, lines TEXT NOT NULL, PRIMARY KEY (number, record)) WITHOUT ROWID;
CREATE INDEX shop_order_point ON shop_order (point) WHERE point IS NOT NULL;
CREATE INDEX shop_order_record ON shop_order (record);
CREATE TABLE offer (id TEXT NOT NULL, record INTEGER NOT NULL, tie TEXT NOT NULL, said_at_ms INTEGER NOT NULL, point TEXT, text TEXT NOT NULL, campaign TEXT NOT NULL, product_code TEXT, amount_minor INTEGER, currency TEXT NOT NULL, from_ms INTEGER, to_ms INTEGER, channel TEXT NOT NULL, PRIMARY KEY (id, record)) WITHOUT ROWID;
CREATE INDEX offer_point ON offer (point);
CREATE INDEX offer_record ON offer (record);
CREATE TABLE offer_presented (operation TEXT PRIMARY KEY, offer_id TEXT NOT NULL, point TEXT NOT NULL, text TEXT NOT NULL, campaign TEXT NOT NULL, product_code TEXT, amount_minor INTEGER, currency TEXT NOT NULL, to_ms INTEGER, channel TEXT NOT NULL, interaction_id TEXT, actor TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX offer_presented_point ON offer_presented (point);
CREATE INDEX offer_presented_offer ON offer_presented (offer_id);
CREATE TABLE offer_answer (offer_id TEXT NOT NULL, point TEXT NOT NULL, answer TEXT NOT NULL, channel TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, at_ms INTEGER NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (offer_id, point)) WITHOUT ROWID;
CREATE INDEX offer_answer_point ON offer_answer (point);
CREATE TABLE favourite (point TEXT NOT NULL, product_code TEXT NOT NULL, note TEXT NOT NULL, channel TEXT NOT NULL, interaction_id TEXT, actor TEXT NOT NULL, at_ms INTEGER NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (point, product_code)) WITHOUT ROWID;

CREATE TABLE rule (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL, enabled INTEGER NOT NULL, changed_by TEXT NOT NULL, changed_at_ms INTEGER NOT NULL, operation TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE action_answer (point TEXT NOT NULL, action_key TEXT NOT NULL, rule_id TEXT NOT NULL, rule_version INTEGER NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL, inputs TEXT NOT NULL, actor TEXT NOT NULL, at_ms INTEGER NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (point, action_key)) WITHOUT ROWID;
`;
