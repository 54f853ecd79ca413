-- The shop file. Tables are plural nouns and hold current rows only. Times are UTC milliseconds; unit prices are
-- ten-thousandths, totals minor units of the currency beside them. `batch` and `line` say which import and which
-- line of its file first stated a row; further statements and replaced versions are in `row_sources`.

-- ── the shop itself ─────────────────────────────────────────────────────────────────────────────────────────
-- Settings as JSON text: currency, zone, name, sale_statuses, demo_clock, ...
CREATE TABLE settings (key TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One row: how often the content changed, and how often history was rewritten (undo, merge, erasure, late facts).
CREATE TABLE changes (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL, epoch INTEGER NOT NULL) STRICT;
INSERT INTO changes VALUES (1, 0, 0);

-- ── imports ─────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE batches (
  id INTEGER PRIMARY KEY,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  format TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  stated_at INTEGER,              -- as of when rows without a date of their own speak: the file's own time
  state TEXT NOT NULL CHECK (state IN ('done', 'undone')),
  undone_at INTEGER,
  report TEXT NOT NULL,           -- JSON: rows read, written, updated, unchanged, skipped, traps met
  reading TEXT,                   -- JSON of import::HowRead: how its rows were read, so that a retry needs no file
  retry_of INTEGER REFERENCES batches (id)
) STRICT;

-- Rows that could not be used, kept with reason and fix.
CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (id),
  line INTEGER NOT NULL,
  column_name TEXT,
  severity TEXT NOT NULL CHECK (severity IN ('refused', 'warning')),
  what TEXT NOT NULL,
  fix TEXT NOT NULL,
  raw TEXT
) STRICT;
CREATE INDEX problems_of_batch ON problems (batch, line);

-- Rows that were left out, whole, and the used rows of the same orders beside them: what a retry needs instead of the file.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL,
  thing INTEGER,                  -- hash of the order that it is a part of
  column_name TEXT, what TEXT, fix TEXT,
  cells TEXT NOT NULL,            -- JSON list of texts; one text if the line could not be split
  split INTEGER NOT NULL CHECK (split IN (0, 1)),
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),  -- 0: cut, or other rows of its order are not kept
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'dismissed', 'beside')),
  taken_by INTEGER REFERENCES batches (id),
  mended TEXT                     -- JSON list of texts, as it was taken up
) STRICT;
CREATE INDEX quarantine_of_batch ON quarantine (batch, state, line);
CREATE INDEX quarantine_of_thing ON quarantine (batch, thing);
CREATE INDEX quarantine_taken ON quarantine (taken_by) WHERE taken_by IS NOT NULL;

-- Why a row still waits after a retry that read it otherwise; the newest counts.
CREATE TABLE quarantine_reasons (
  row INTEGER NOT NULL REFERENCES quarantine (id), batch INTEGER NOT NULL REFERENCES batches (id),
  column_name TEXT, what TEXT NOT NULL, fix TEXT NOT NULL,
  PRIMARY KEY (row, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_reasons_of_batch ON quarantine_reasons (batch);

-- How the merchant said that files of a shape (the set of their column names) are read.
CREATE TABLE mappings (
  id INTEGER PRIMARY KEY,
  shape TEXT NOT NULL UNIQUE, document TEXT NOT NULL, kept_at INTEGER NOT NULL
) STRICT;

-- Further statements of a row, and versions that lost against the current one. `noun` is a number of store::sources.
-- `version` is NULL when the statement says the same as the current row (content_hash tells), else the whole record.
CREATE TABLE row_sources (
  id INTEGER PRIMARY KEY,
  noun INTEGER NOT NULL,
  row INTEGER NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  line INTEGER NOT NULL,
  state_at INTEGER NOT NULL,
  line_count INTEGER NOT NULL,
  content_hash BLOB NOT NULL,
  version TEXT
) STRICT;
CREATE INDEX row_sources_of_row ON row_sources (noun, row);
CREATE INDEX row_sources_of_batch ON row_sources (batch);

-- ── people ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  known INTEGER NOT NULL CHECK (known IN (0, 1)),  -- has an e-mail, phone or platform id
  name TEXT, email TEXT, phone TEXT, platform_id TEXT,
  country TEXT, region TEXT, city TEXT, address TEXT, language TEXT,
  city_tier TEXT,                                  -- of the town, by the tables of towns
  added_at INTEGER,                                -- stated, else first trace
  first_seen INTEGER, last_seen INTEGER
) STRICT;
CREATE INDEX customers_by_country ON customers (country) WHERE known = 1;
CREATE INDEX customers_by_city ON customers (city) WHERE known = 1;
CREATE INDEX customers_by_last_seen ON customers (last_seen, id) WHERE known = 1;

-- Every trace of every person. NULL customer: a shared phone or device that names several people and so nobody.
CREATE TABLE identities (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, content TEXT NOT NULL,
  alike TEXT,                      -- what it is compared by if not its content: a national phone number as the shop's country reads it, a platform id without the word of its system
  customer INTEGER REFERENCES customers (id),
  batch INTEGER REFERENCES batches (id), line INTEGER,
  UNIQUE (kind, content)
) STRICT;
CREATE INDEX identities_of_customer ON identities (customer);
CREATE INDEX identities_alike ON identities (kind, alike) WHERE alike IS NOT NULL;

-- Traces stated together, from the strongest to each other one; a = b: rows hang on this trace. Who is who is a function
-- of this table, the verdicts below and the shop's country (store::identities), so that files may come in any order and
-- undo can take them back.
CREATE TABLE identity_links (
  a INTEGER NOT NULL REFERENCES identities (id), b INTEGER NOT NULL REFERENCES identities (id),
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL, statements INTEGER NOT NULL,
  PRIMARY KEY (a, b, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_links_back ON identity_links (b, a);
CREATE INDEX identity_links_of_batch ON identity_links (batch);

-- What the merchant says of two traces: the same person, or not. Named by what they are, so that it outlives an import
-- and its undo; a is the lesser pair of kind and content.
CREATE TABLE identity_verdicts (
  a_kind TEXT NOT NULL, a_content TEXT NOT NULL, b_kind TEXT NOT NULL, b_content TEXT NOT NULL,
  same INTEGER NOT NULL CHECK (same IN (0, 1)),
  at INTEGER NOT NULL,
  PRIMARY KEY (a_kind, a_content, b_kind, b_content)
) STRICT, WITHOUT ROWID;

-- Merges without a batch came of a change in undo_log with the same `at`.
CREATE TABLE merges (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, noun TEXT NOT NULL CHECK (noun IN ('customer', 'product')),
  kept INTEGER NOT NULL, gone INTEGER NOT NULL, because TEXT NOT NULL, batch INTEGER, undone_at INTEGER,
  moved TEXT NOT NULL              -- JSON: what moved, so that it can go back
) STRICT;

-- What customer files state of a person (a person may be stated by several); the profile is computed from these and orders.
CREATE TABLE customer_statements (
  id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id), identity INTEGER NOT NULL REFERENCES identities (id),
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL,
  state_at INTEGER NOT NULL, content_hash BLOB NOT NULL,
  stated TEXT NOT NULL             -- JSON of CustomerRecord
) STRICT;
CREATE INDEX customer_statements_of_customer ON customer_statements (customer);
CREATE INDEX customer_statements_of_batch ON customer_statements (batch);

-- Append-only: newest `at` wins, unknown = no.
CREATE TABLE consents (
  id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, purpose TEXT NOT NULL, given INTEGER NOT NULL,
  at INTEGER NOT NULL, batch INTEGER, line INTEGER, identity INTEGER
) STRICT;
CREATE INDEX consents_of_customer ON consents (customer, purpose, at, given);
CREATE INDEX consents_of_batch ON consents (batch);

CREATE TABLE customer_tags (customer INTEGER NOT NULL, tag TEXT NOT NULL, batch INTEGER, PRIMARY KEY (customer, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE customer_attributes (customer INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, batch INTEGER, line INTEGER, PRIMARY KEY (customer, name)) STRICT, WITHOUT ROWID;
CREATE INDEX customer_attributes_by_name ON customer_attributes (name, content);
CREATE TABLE preferences (customer INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, at INTEGER NOT NULL, batch INTEGER, line INTEGER, PRIMARY KEY (customer, name)) STRICT, WITHOUT ROWID;
CREATE INDEX preferences_by_name ON preferences (name, content);

-- Derived, always equal to a recount; written in the transaction that changed the customer.
CREATE TABLE customer_facts (
  customer INTEGER PRIMARY KEY REFERENCES customers (id),
  orders INTEGER NOT NULL,         -- sales only
  spent INTEGER NOT NULL,          -- net of refunds, minor units of the shop's currency
  spent_gross INTEGER NOT NULL,
  reduced INTEGER NOT NULL,        -- sales with a discount or code
  first_order INTEGER, last_order INTEGER,
  r INTEGER, f INTEGER, m INTEGER, -- 1..5, NULL without orders
  rfm_group TEXT,
  affinities TEXT NOT NULL         -- JSON: top categories and brands with weights
) STRICT;
CREATE INDEX facts_by_orders ON customer_facts (orders);
CREATE INDEX facts_by_spent ON customer_facts (spent);
CREATE INDEX facts_by_last_order ON customer_facts (last_order);
CREATE INDEX facts_by_rfm_group ON customer_facts (rfm_group);
CREATE INDEX facts_by_scores ON customer_facts (r, f, m);

-- ── products ────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL, handle TEXT, platform_id TEXT, sku TEXT,  -- sku of the first variant
  brand TEXT, category TEXT,                                     -- leaf path 'Camping > Lighting'
  description TEXT, image TEXT,
  status TEXT NOT NULL,                                          -- published | hidden
  service INTEGER NOT NULL CHECK (service IN (0, 1)),            -- postage, fees ...: never recommended
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),    -- known from order lines or events only
  price INTEGER, compare_at INTEGER, cost INTEGER, stock INTEGER,-- cheapest variant; stock = sum of variants
  added_at INTEGER,
  batch INTEGER REFERENCES batches (id), line INTEGER
) STRICT;
CREATE INDEX products_by_category ON products (category);

CREATE TABLE product_identities (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, content TEXT NOT NULL,   -- platform | handle | sku (folded) | name (folded)
  shown TEXT,                                  -- as files write it, before folding
  product INTEGER REFERENCES products (id), variant INTEGER,  -- NULL product: a name that several products share
  batch INTEGER, line INTEGER,
  UNIQUE (kind, content)
) STRICT;
CREATE INDEX product_identities_of_product ON product_identities (product);

-- As identity_links. `catalogue`: stated by a catalogue, not by an order line or event.
CREATE TABLE product_links (
  a INTEGER NOT NULL REFERENCES product_identities (id), b INTEGER NOT NULL REFERENCES product_identities (id),
  catalogue INTEGER NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL, statements INTEGER NOT NULL,
  shown TEXT,                                  -- b as this file writes it
  PRIMARY KEY (a, b, catalogue, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_links_back ON product_links (b, a);
CREATE INDEX product_links_of_batch ON product_links (batch);

CREATE TABLE variants (
  id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES products (id),
  platform_id TEXT, sku TEXT, options TEXT NOT NULL, price INTEGER, compare_at INTEGER, cost INTEGER, stock INTEGER, barcode TEXT,
  batch INTEGER, line INTEGER
) STRICT;
CREATE INDEX variants_of_product ON variants (product);

CREATE TABLE product_tags (product INTEGER NOT NULL, tag TEXT NOT NULL, batch INTEGER, PRIMARY KEY (product, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE product_attributes (product INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, batch INTEGER, PRIMARY KEY (product, name)) STRICT, WITHOUT ROWID;

-- What catalogue files state of a product; the current row is computed from the newest.
CREATE TABLE product_statements (
  id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES products (id), identity INTEGER NOT NULL REFERENCES product_identities (id),
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL, state_at INTEGER NOT NULL, content_hash BLOB NOT NULL,
  stated TEXT NOT NULL             -- JSON of ProductRecord
) STRICT;
CREATE INDEX product_statements_of_product ON product_statements (product);
CREATE INDEX product_statements_of_batch ON product_statements (batch);

-- Names seen on order lines, to title provisional products: the one seen most, then the greatest text.
CREATE TABLE product_names (identity INTEGER NOT NULL, name TEXT NOT NULL, batch INTEGER NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (identity, name, batch)) STRICT, WITHOUT ROWID;
CREATE INDEX product_names_of_batch ON product_names (batch);

-- Price, stock and status as they changed: the catalogue of any past day.
CREATE TABLE product_history (
  product INTEGER NOT NULL REFERENCES products (id), variant INTEGER NOT NULL, at INTEGER NOT NULL,
  price INTEGER, stock INTEGER, status TEXT NOT NULL, batch INTEGER NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (product, variant, at, batch, line)
) STRICT, WITHOUT ROWID;

-- ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE, number TEXT NOT NULL,
  customer INTEGER REFERENCES customers (id),      -- NULL: nobody known
  identity INTEGER REFERENCES identities (id),     -- the trace that says who
  at INTEGER NOT NULL, state_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  sale INTEGER NOT NULL CHECK (sale IN (0, 1)),    -- by status and the shop's setting
  currency TEXT NOT NULL,                          -- as stated; XXX = not said: the shop's
  own_currency INTEGER NOT NULL CHECK (own_currency IN (0, 1)), -- in the shop's currency: counts in totals
  gross INTEGER NOT NULL,                          -- goods after discounts
  refunded INTEGER NOT NULL,                       -- by a column of this very order
  discount INTEGER NOT NULL, shipping INTEGER NOT NULL, tax INTEGER NOT NULL,
  channel TEXT, code TEXT,
  stated TEXT,                                     -- JSON of PersonFields: what the order says of the buyer
  line_count INTEGER NOT NULL, content_hash BLOB NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL
) STRICT;
-- With all that is added up of orders, so that a count reads nothing else.
CREATE INDEX orders_of_customer ON orders (customer, at, sale, own_currency, gross, refunded);
CREATE INDEX orders_by_time ON orders (at, sale, customer, own_currency, gross, refunded);
CREATE INDEX orders_of_batch ON orders (batch);
CREATE INDEX orders_by_number ON orders (number);

CREATE TABLE order_lines (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders (id),
  product INTEGER NOT NULL REFERENCES products (id), variant INTEGER,
  quantity INTEGER NOT NULL, price INTEGER NOT NULL, discount INTEGER NOT NULL, total INTEGER NOT NULL,
  service INTEGER NOT NULL, line INTEGER NOT NULL, identity INTEGER  -- the product identity that says what
) STRICT;
CREATE INDEX order_lines_of_order ON order_lines (order_id);
CREATE INDEX order_lines_of_product ON order_lines (product, order_id);

CREATE TABLE refunds (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, order_id INTEGER, order_key TEXT,
  customer INTEGER REFERENCES customers (id), identity INTEGER, at INTEGER NOT NULL, currency TEXT NOT NULL, own_currency INTEGER NOT NULL,
  total INTEGER NOT NULL, stated TEXT, line_count INTEGER NOT NULL, content_hash BLOB NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL
) STRICT;
CREATE INDEX refunds_of_customer ON refunds (customer, at);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_by_order_key ON refunds (order_key) WHERE order_key IS NOT NULL;
CREATE INDEX refunds_by_time ON refunds (at);
CREATE INDEX refunds_of_batch ON refunds (batch);

-- The refunds that lower net revenue: in the shop's currency, and not of an order that is no sale itself.
CREATE VIEW counted_refunds AS
  SELECT r.* FROM refunds r LEFT JOIN orders o ON o.id = r.order_id WHERE r.own_currency = 1 AND coalesce(o.sale, 1) = 1;

CREATE TABLE refund_lines (
  id INTEGER PRIMARY KEY, refund INTEGER NOT NULL REFERENCES refunds (id), product INTEGER NOT NULL REFERENCES products (id), variant INTEGER,
  quantity INTEGER NOT NULL, price INTEGER NOT NULL, discount INTEGER NOT NULL, total INTEGER NOT NULL, service INTEGER NOT NULL, line INTEGER NOT NULL, identity INTEGER
) STRICT;
CREATE INDEX refund_lines_of_refund ON refund_lines (refund);
CREATE INDEX refund_lines_of_product ON refund_lines (product);

-- Keyed by document, content and ordinal among equals, so that exact duplicates inside a file are kept and a second file adds none.
CREATE TABLE adjustments (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, content_hash BLOB NOT NULL, ordinal INTEGER NOT NULL,
  at INTEGER NOT NULL, customer INTEGER, product INTEGER, quantity INTEGER NOT NULL, price INTEGER NOT NULL, total INTEGER NOT NULL,
  why TEXT NOT NULL, batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL,
  identity INTEGER, product_identity INTEGER,
  UNIQUE (key, content_hash, ordinal)
) STRICT;
CREATE INDEX adjustments_of_batch ON adjustments (batch);
CREATE INDEX adjustments_of_customer ON adjustments (customer);
CREATE INDEX adjustments_of_product ON adjustments (product);

-- ── events ──────────────────────────────────────────────────────────────────────────────────────────────────
-- Short texts that repeat (strategy, placement, page, channel, device, variant, campaign ids) are kept once.
CREATE TABLE labels (id INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY, key TEXT, customer INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
  events INTEGER NOT NULL, channel INTEGER, device INTEGER
) STRICT;
CREATE INDEX sessions_of_customer ON sessions (customer, started_at);

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,                -- numbers of model::event::EventKind
  at INTEGER NOT NULL,
  customer INTEGER NOT NULL,            -- a visitor is a customer row with known = 0
  session INTEGER,
  product INTEGER, variant_of_product INTEGER,
  quantity INTEGER, slot INTEGER,
  impression INTEGER,                   -- event id of the impression that a click belongs to
  channel INTEGER, device INTEGER, page INTEGER, placement INTEGER, strategy INTEGER, variant INTEGER, campaign INTEGER, -- labels
  query TEXT, decision TEXT,
  order_id INTEGER,
  stated TEXT,                          -- JSON: impression key, unknown keys
  content_hash BLOB,
  identity INTEGER, product_identity INTEGER, session_key TEXT,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL
) STRICT;
CREATE INDEX events_of_customer ON events (customer, at);
CREATE INDEX events_by_kind ON events (kind, at, customer, product);
CREATE INDEX events_of_batch ON events (batch);
CREATE INDEX events_of_impression ON events (impression) WHERE impression IS NOT NULL;
CREATE INDEX events_with_campaign ON events (customer, campaign) WHERE campaign IS NOT NULL;
CREATE INDEX events_touching ON events (customer, at) WHERE kind IN (10, 12, 13);  -- what may be credited with an order

-- Products of impressions and list views, slot 1 first.
CREATE TABLE event_items (event INTEGER NOT NULL, slot INTEGER NOT NULL, product INTEGER NOT NULL, propensity REAL, identity INTEGER, PRIMARY KEY (event, slot)) STRICT, WITHOUT ROWID;

-- ── campaigns and the world, as files state them ────────────────────────────────────────────────────────────
-- What a mail or advertising service says of a campaign: its own counts, never mixed with ours. The newest statement of
-- a campaign counts; what only older ones say is added.
CREATE TABLE campaign_statements (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, state_at INTEGER NOT NULL, content_hash BLOB NOT NULL,
  stated TEXT NOT NULL,             -- JSON of CampaignRecord
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_statements_of_key ON campaign_statements (key);
CREATE INDEX campaign_statements_of_batch ON campaign_statements (batch);

-- Towns and their tiers; names are folded, '' = not said. The newest statement of a town counts.
CREATE TABLE place_statements (
  id INTEGER PRIMARY KEY, city TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL,
  tier TEXT NOT NULL, state_at INTEGER NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL
) STRICT;
CREATE INDEX place_statements_of_city ON place_statements (city);
CREATE INDEX place_statements_of_batch ON place_statements (batch);

-- The weather of places by shop day; '' = the whole region, country, or everywhere. The newest statement counts.
CREATE TABLE weather_statements (
  id INTEGER PRIMARY KEY, day INTEGER NOT NULL, city TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL,
  temperature INTEGER,              -- tenths of a degree Celsius
  sky TEXT, state_at INTEGER NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL
) STRICT;
CREATE INDEX weather_statements_of_city ON weather_statements (city, day);
CREATE INDEX weather_statements_of_batch ON weather_statements (batch);

-- ── what was shown and what came of it (derived) ────────────────────────────────────────────────────────────
-- Additive counts per shop day, strategy, variant, placement, channel (labels; 0 = not said).
CREATE TABLE daily_counts (
  day INTEGER NOT NULL, strategy INTEGER NOT NULL, variant INTEGER NOT NULL, placement INTEGER NOT NULL, channel INTEGER NOT NULL,
  impressions INTEGER NOT NULL, clicked INTEGER NOT NULL, carted INTEGER NOT NULL, clicks INTEGER NOT NULL, slots INTEGER NOT NULL,
  PRIMARY KEY (day, strategy, variant, placement, channel)
) STRICT, WITHOUT ROWID;

-- Who saw a strategy's variant on a spot on a day: a roaring bitmap of customer ids, so that distinct counts over a
-- period are unions, never sums; and sums over these visitors (x, x squared, x times shown), for honest intervals. Strategy -1: everybody who came to the shop's own pages that day.
CREATE TABLE daily_visitors (
  day INTEGER NOT NULL, strategy INTEGER NOT NULL, variant INTEGER NOT NULL, placement INTEGER NOT NULL,
  shown INTEGER NOT NULL, shown_squared INTEGER NOT NULL,
  clicked INTEGER NOT NULL, clicked_squared INTEGER NOT NULL, shown_clicked INTEGER NOT NULL,
  carted INTEGER NOT NULL, carted_squared INTEGER NOT NULL, shown_carted INTEGER NOT NULL,
  visitors BLOB NOT NULL,
  PRIMARY KEY (day, strategy, variant, placement)
) STRICT, WITHOUT ROWID;

-- Touches before an order (90 days), so that any attribution window or model is recomputed from here.
CREATE TABLE order_touches (
  order_id INTEGER NOT NULL, event INTEGER NOT NULL, kind INTEGER NOT NULL, at INTEGER NOT NULL,
  minutes INTEGER NOT NULL,             -- before the order, rounded up: a window's end is included
  strategy INTEGER NOT NULL, variant INTEGER NOT NULL, placement INTEGER NOT NULL, channel INTEGER NOT NULL, campaign INTEGER NOT NULL, -- labels; 0 = not said
  product INTEGER,
  same_product INTEGER NOT NULL,        -- the touched product (or a variant of it) is in the order
  PRIMARY KEY (order_id, event)
) STRICT, WITHOUT ROWID;

-- ── documents ───────────────────────────────────────────────────────────────────────────────────────────────
-- Strategies, rules, layouts, experiments (TOML) and target groups (expression text): every version with its validity.
CREATE TABLE documents (
  noun TEXT NOT NULL CHECK (noun IN ('strategy', 'rule', 'layout', 'experiment', 'group')),
  id TEXT NOT NULL, version INTEGER NOT NULL,
  name TEXT NOT NULL, state TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL,
  valid_from INTEGER NOT NULL, valid_to INTEGER,  -- NULL: current
  PRIMARY KEY (noun, id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE audiences (id INTEGER PRIMARY KEY, name TEXT NOT NULL, made_at INTEGER NOT NULL, strategy TEXT, document TEXT NOT NULL, members BLOB NOT NULL, holdout BLOB NOT NULL) STRICT;

-- Decisions whose id was copied or exported.
CREATE TABLE decisions (id TEXT PRIMARY KEY, made_at INTEGER NOT NULL, inputs TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What was changed, with what takes it back. `inverse` and `again` are JSON of store::undo.
CREATE TABLE undo_log (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, inverse TEXT NOT NULL, again TEXT NOT NULL, undone_at INTEGER) STRICT;

-- Whose page was opened when, and whether contact details were shown. Append-only; `who` says whom the number named then.
CREATE TABLE looks (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, customer INTEGER NOT NULL, who TEXT NOT NULL, revealed INTEGER NOT NULL CHECK (revealed IN (0, 1))
) STRICT;

-- Fitted models: made from data before `cut_day`; dropped when the epoch changes.
CREATE TABLE fits (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, cut_day INTEGER NOT NULL, made_at INTEGER NOT NULL, epoch INTEGER NOT NULL, body BLOB NOT NULL) STRICT;

-- The simulated shop's true effects, for tests and the demo's own honesty; never read by `measure`.
CREATE TABLE demo_truth (name TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- ── find as you type ────────────────────────────────────────────────────────────────────────────────────────
CREATE VIRTUAL TABLE customers_found USING fts5 (content, tokenize = 'trigram');  -- rowid = customers.id: name, e-mail, phone, town, platform id
CREATE VIRTUAL TABLE products_found USING fts5 (content, tokenize = 'trigram');   -- rowid = products.id: title, sku, brand, category
