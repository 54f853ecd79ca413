//! Keyset paging: a cursor names the last row that was shown, so that pages neither skip nor repeat while rows come in.

use super::{Db, Error};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;

/// One page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are on all pages together.
    pub total: u64,
    /// What to pass as `after` for the next page; `None` on the last.
    pub next: Option<String>,
}

/// The last row of a page: its sort key and its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cursor {
    pub(crate) id: i64,
    pub(crate) key: String,
}

impl Cursor {
    pub(crate) fn parse(text: &str) -> Option<Cursor> {
        let (id, key) = text.split_once(':')?;
        Some(Cursor {
            id: id.parse().ok()?,
            key: key.to_owned(),
        })
    }

    pub(crate) fn text(&self) -> String {
        format!("{}:{}", self.id, self.key)
    }
}

/// A list in SQL.
pub(crate) struct List<'a> {
    /// What to select, without the key.
    pub(crate) columns: &'a str,
    /// How many columns that are.
    pub(crate) width: usize,
    /// From which tables and which rows: `FROM … WHERE …`.
    pub(crate) from: &'a str,
    /// Values bound in `from`, in order.
    pub(crate) values: Vec<Value>,
    /// The expression that it is sorted by, never null.
    pub(crate) key: &'a str,
    /// The row's id, which breaks ties.
    pub(crate) id: &'a str,
    /// Text from A to Z; else numbers, highest first.
    pub(crate) by_text: bool,
}

/// One page of a list.
pub(crate) fn page<T>(
    db: &Db<'_>,
    list: List<'_>,
    after: Option<&str>,
    limit: usize,
    row: impl Fn(&Row<'_>) -> rusqlite::Result<(i64, T)>,
) -> Result<Page<T>, Error> {
    let List {
        columns,
        width,
        from,
        mut values,
        key,
        id,
        by_text,
    } = list;
    let total: i64 = db
        .conn
        .prepare_cached(&format!("SELECT count(*) {from}"))?
        .query_row(params_from_iter(values.iter()), |r| r.get(0))?;
    let (order, beyond) = match by_text {
        true => ("ASC", ">"),
        false => ("DESC", "<"),
    };
    let mut further = String::new();
    if let Some(cursor) = after.and_then(Cursor::parse) {
        let place = values.len() + 1;
        further = format!(" AND ({key}, {id}) {beyond} (?{place}, ?{})", place + 1);
        values.push(match by_text {
            true => Value::Text(cursor.key),
            false => Value::Integer(cursor.key.parse().unwrap_or_default()),
        });
        values.push(Value::Integer(cursor.id));
    }
    values.push(Value::Integer(limit as i64 + 1));
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT {columns}, {key} {from}{further} ORDER BY {key} {order}, {id} {order} LIMIT ?{}",
        values.len()
    ))?;
    let found = select.query_map(params_from_iter(values), |r| {
        let key = match r.get::<_, Value>(width)? {
            Value::Integer(n) => n.to_string(),
            Value::Text(text) => text,
            _ => String::new(),
        };
        let (id, row) = row(r)?;
        Ok((row, Cursor { id, key }))
    })?;
    let found: Vec<(T, Cursor)> = found.collect::<Result<_, _>>()?;
    let page = cut(found, limit, total as u64, |(_, cursor)| cursor.clone());
    Ok(Page {
        rows: page.rows.into_iter().map(|(row, _)| row).collect(),
        total: page.total,
        next: page.next,
    })
}

/// Cuts one row too many off a page; its predecessor becomes the cursor.
pub(crate) fn cut<T>(
    mut rows: Vec<T>,
    limit: usize,
    total: u64,
    cursor: impl Fn(&T) -> Cursor,
) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| cursor(last).text());
    Page { rows, total, next }
}
