//! Statements: which files state a row, which of them wins, and the versions that lost.
//!
//! A statement whose lines tell what was sold wins over one that knows the sum alone; among such the one with the latest
//! state date, then the one with more lines, then the greater content hash: so the same files give the same rows in any order. A row is always one file's whole statement, never mixed from two.

use super::Error;
use super::fingerprint::Print;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::{Map, Value as Json};

/// What kind of row a statement is about; the numbers are kept in `row_sources`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Noun {
    /// An order with its lines.
    Order = 1,
    /// A refund with its lines.
    Refund = 2,
    /// A row that is neither.
    Adjustment = 3,
    /// An event with its items.
    Event = 4,
}

/// Where a noun's rows lie.
pub(crate) struct Place {
    pub(crate) table: &'static str,
    /// Table and parent column of what belongs to a row.
    pub(crate) children: Option<(&'static str, &'static str)>,
    /// Column with the state date.
    state: &'static str,
    /// Expression for the number of lines.
    lines: &'static str,
    /// What is not part of a version: ids, provenance and all that is derived.
    derived: &'static [&'static str],
}

impl Noun {
    pub(crate) const ALL: [Noun; 4] = [Noun::Order, Noun::Refund, Noun::Adjustment, Noun::Event];

    pub(crate) fn place(self) -> Place {
        match self {
            Noun::Order => Place {
                table: "orders",
                children: Some(("order_lines", "order_id")),
                state: "state_at",
                lines: "line_count",
                derived: &["id", "customer", "batch", "line"],
            },
            Noun::Refund => Place {
                table: "refunds",
                children: Some(("refund_lines", "refund")),
                state: "at",
                lines: "line_count",
                derived: &["id", "key", "customer", "order_id", "batch", "line"],
            },
            Noun::Adjustment => Place {
                table: "adjustments",
                children: None,
                state: "at",
                lines: "1",
                derived: &[
                    "id", "key", "ordinal", "customer", "product", "batch", "line",
                ],
            },
            Noun::Event => Place {
                table: "events",
                children: Some(("event_items", "event")),
                state: "at",
                lines: "1",
                derived: &[
                    "id",
                    "key",
                    "customer",
                    "product",
                    "session",
                    "impression",
                    "order_id",
                    "batch",
                    "line",
                ],
            },
        }
    }
}

/// One file's statement of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Statement {
    pub(crate) batch: i64,
    pub(crate) line: i64,
    pub(crate) state_at: i64,
    pub(crate) line_count: i64,
    pub(crate) hash: Print,
}

impl Statement {
    /// Greater wins.
    pub(crate) fn rank(&self) -> (bool, i64, i64, Print) {
        (
            self.line_count > 0,
            self.state_at,
            self.line_count,
            self.hash,
        )
    }
}

/// The statement that a row shows now.
pub(crate) fn current(conn: &Connection, noun: Noun, row: i64) -> Result<Option<Statement>, Error> {
    let place = noun.place();
    Ok(conn
        .prepare_cached(&format!(
            "SELECT batch, line, {}, {}, content_hash FROM {} WHERE id = ?1",
            place.state, place.lines, place.table
        ))?
        .query_row([row], |r| {
            Ok(Statement {
                batch: r.get(0)?,
                line: r.get(1)?,
                state_at: r.get(2)?,
                line_count: r.get(3)?,
                hash: r.get::<_, Option<Print>>(4)?.unwrap_or_default(),
            })
        })
        .optional()?)
}

/// Takes note of a further statement; `version` when it says something else than the row does.
pub(crate) fn add(
    conn: &Connection,
    noun: Noun,
    row: i64,
    statement: &Statement,
    version: Option<&str>,
) -> Result<(), Error> {
    conn.prepare_cached(
        "INSERT INTO row_sources (noun, row, batch, line, state_at, line_count, content_hash, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        noun as i64,
        row,
        statement.batch,
        statement.line,
        statement.state_at,
        statement.line_count,
        statement.hash,
        version,
    ))?;
    Ok(())
}

/// Whether a batch has already stated this very content of a row.
pub(crate) fn has(
    conn: &Connection,
    noun: Noun,
    row: i64,
    statement: &Statement,
) -> Result<bool, Error> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM row_sources WHERE noun = ?1 AND row = ?2 AND batch = ?3 AND content_hash = ?4)",
        )?
        .query_row((noun as i64, row, statement.batch, statement.hash), |r| r.get(0))?)
}

/// Moves the version that a row shows into its sources, because a better one is about to replace it.
pub(crate) fn shelve(conn: &Connection, noun: Noun, row: i64) -> Result<(), Error> {
    let Some(now) = current(conn, noun, row)? else {
        return Ok(());
    };
    let version = dump(conn, noun, row)?;
    conn.prepare_cached(
        "UPDATE row_sources SET version = ?4 WHERE noun = ?1 AND row = ?2 AND content_hash = ?3",
    )?
    .execute((noun as i64, row, now.hash, &version))?;
    add(conn, noun, row, &now, Some(&version))
}

/// The whole of a row and its lines as text.
pub(crate) fn dump(conn: &Connection, noun: Noun, row: i64) -> Result<String, Error> {
    let place = noun.place();
    let mut version = Map::new();
    let of_row = rows(
        conn,
        &format!("SELECT * FROM {} WHERE id = ?1", place.table),
        row,
        place.derived,
    )?;
    version.insert(
        "row".into(),
        of_row.into_iter().next().unwrap_or(Json::Null),
    );
    if let Some((table, parent)) = place.children {
        let order = if table == "event_items" { "slot" } else { "id" };
        let children = rows(
            conn,
            &format!("SELECT * FROM {table} WHERE {parent} = ?1 ORDER BY {order}"),
            row,
            &["id", "product", "variant", parent],
        )?;
        version.insert("lines".into(), Json::Array(children));
    }
    Ok(Json::Object(version).to_string())
}

fn rows(conn: &Connection, sql: &str, row: i64, without: &[&str]) -> Result<Vec<Json>, Error> {
    let mut statement = conn.prepare_cached(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut found = Vec::new();
    let mut rows = statement.query([row])?;
    while let Some(row) = rows.next()? {
        let mut object = Map::new();
        for (place, name) in names.iter().enumerate() {
            if !without.contains(&name.as_str()) {
                object.insert(name.clone(), to_json(row.get_ref(place)?));
            }
        }
        found.push(Json::Object(object));
    }
    Ok(found)
}

/// Writes a version back over a row; its provenance comes from `statement`.
pub(crate) fn restore(
    conn: &Connection,
    noun: Noun,
    row: i64,
    statement: &Statement,
    version: &str,
) -> Result<(), Error> {
    let place = noun.place();
    let version: Json = serde_json::from_str(version).map_err(unreadable)?;
    let mut fields = version
        .get("row")
        .and_then(Json::as_object)
        .cloned()
        .unwrap_or_default();
    // An order takes the key of the statement that it shows, unless another order has come to have it since.
    if let Some(key) = fields.get("key").and_then(Json::as_str) {
        let taken: bool = conn
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM {} WHERE key = ?1 AND id <> ?2)",
                place.table
            ))?
            .query_row((key, row), |r| r.get(0))?;
        if taken {
            fields.remove("key");
        }
    }
    let mut set: Vec<String> = fields
        .keys()
        .enumerate()
        .map(|(i, name)| format!("{name} = ?{}", i + 1))
        .collect();
    let mut values: Vec<Value> = fields.values().map(from_json).collect();
    for (name, value) in [("batch", statement.batch), ("line", statement.line)] {
        values.push(Value::Integer(value));
        set.push(format!("{name} = ?{}", values.len()));
    }
    values.push(Value::Integer(row));
    conn.execute(
        &format!(
            "UPDATE {} SET {} WHERE id = ?{}",
            place.table,
            set.join(", "),
            values.len()
        ),
        params_from_iter(values),
    )?;
    conn.execute(
        &format!(
            "UPDATE {} SET customer = (SELECT i.customer FROM identities i WHERE i.id = identity) WHERE id = ?1",
            place.table
        ),
        [row],
    )?;
    match noun {
        Noun::Event => {
            conn.execute(
                "UPDATE events SET product = (SELECT i.product FROM product_identities i WHERE i.id = product_identity) WHERE id = ?1",
                [row],
            )?;
        }
        Noun::Refund => {
            conn.execute("UPDATE refunds SET order_id = NULL WHERE id = ?1", [row])?;
        }
        Noun::Order | Noun::Adjustment => {}
    }
    let Some((table, parent)) = place.children else {
        return Ok(());
    };
    conn.execute(&format!("DELETE FROM {table} WHERE {parent} = ?1"), [row])?;
    for child in version
        .get("lines")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let Some(fields) = child.as_object() else {
            continue;
        };
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let marks: Vec<String> = (2..names.len() + 2).map(|i| format!("?{i}")).collect();
        let identity = fields.get("identity").map_or(Value::Null, from_json);
        let mut values = vec![Value::Integer(row)];
        values.extend(fields.values().map(from_json));
        values.push(identity);
        conn.execute(
            &format!(
                "INSERT INTO {table} ({parent}, {}, product) VALUES (?1, {}, (SELECT i.product FROM product_identities i WHERE i.id = ?{}))",
                names.join(", "),
                marks.join(", "),
                values.len()
            ),
            params_from_iter(values),
        )?;
    }
    Ok(())
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::Refused(format!(
        "a kept version of a row cannot be read ({error}); run `regulars doctor`"
    ))
}

/// Blobs are hashes: kept as `{"hex": ...}`.
fn to_json(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(x) => x.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(bytes) => {
            let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            serde_json::json!({ "hex": hex })
        }
    }
}

fn from_json(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Integer(i64::from(*b)),
        Json::Number(n) => n.as_i64().map_or_else(
            || Value::Real(n.as_f64().unwrap_or_default()),
            Value::Integer,
        ),
        Json::String(text) => Value::Text(text.clone()),
        Json::Object(blob) => {
            let hex = blob.get("hex").and_then(Json::as_str).unwrap_or_default();
            Value::Blob(
                (0..hex.len() / 2)
                    .filter_map(|i| u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok())
                    .collect(),
            )
        }
        Json::Array(_) => Value::Null,
    }
}
