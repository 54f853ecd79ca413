//! Keyset paging: a cursor names the last row that was shown, so that pages neither skip nor repeat while rows come in.

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
