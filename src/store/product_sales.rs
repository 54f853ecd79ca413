//! What became of one product: sold when, bought by whom, shown by which strategy.

use super::{Db, Error};
use crate::model::ids::ProductId;
use crate::model::time::Moment;
use serde::Serialize;

/// Pieces of a product sold since a moment, oldest first: when, how many.
pub fn sold_since(db: &Db<'_>, id: ProductId, since: Moment) -> Result<Vec<(Moment, i64)>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT o.at, l.quantity FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.product = ?1 AND o.sale = 1 AND o.at >= ?2 ORDER BY o.at, l.id",
    )?;
    let rows = select.query_map((id.0, since.0), |r| Ok((Moment(r.get(0)?), r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first and last sale that held a product.
pub fn first_and_last(
    db: &Db<'_>,
    id: ProductId,
) -> Result<(Option<Moment>, Option<Moment>), Error> {
    Ok(db
        .conn
        .prepare_cached(
            "SELECT min(o.at), max(o.at) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.product = ?1 AND o.sale = 1",
        )?
        .query_row([id.0], |r| {
            let at = |i| Ok::<_, rusqlite::Error>(r.get::<_, Option<i64>>(i)?.map(Moment));
            Ok((at(0)?, at(1)?))
        })?)
}

/// Known buyers of a product by their group of recency, frequency and money, the largest first.
pub fn buyers_by_group(db: &Db<'_>, id: ProductId) -> Result<Vec<(String, u64)>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT f.rfm_group, count(DISTINCT o.customer) AS n FROM order_lines l JOIN orders o ON o.id = l.order_id
           JOIN customers c ON c.id = o.customer AND c.known = 1 JOIN customer_facts f ON f.customer = c.id
         WHERE l.product = ?1 AND o.sale = 1 AND f.rfm_group IS NOT NULL GROUP BY f.rfm_group ORDER BY n DESC, f.rfm_group",
    )?;
    let rows = select.query_map([id.0], |r| Ok((r.get(0)?, r.get::<_, i64>(1)? as u64)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Views of a product cannot be asked by product without reading all events; what was shown can, of the newest ones.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ShownBy {
    /// The strategy, as events name it.
    pub strategy: String,
    /// Blocks of it that held the product.
    pub shown: u64,
    /// Of these, blocks in which the product was clicked.
    pub clicked: u64,
}

/// By which strategies a product was shown among the newest `sample` blocks; and how many blocks there were.
pub fn shown_lately(
    db: &Db<'_>,
    id: ProductId,
    sample: usize,
) -> Result<(Vec<ShownBy>, u64), Error> {
    let mut select = db.conn.prepare_cached(
        "WITH newest AS MATERIALIZED (SELECT id, strategy FROM events WHERE kind = 9 ORDER BY at DESC LIMIT ?2)
         SELECT coalesce(s.content, ''), count(i.event),
           sum(i.event IS NOT NULL AND EXISTS (SELECT 1 FROM events c WHERE c.impression = n.id AND c.product = ?1)), count(*)
         FROM newest n LEFT JOIN event_items i ON i.event = n.id AND i.product = ?1 LEFT JOIN labels s ON s.id = n.strategy
         GROUP BY n.strategy ORDER BY count(i.event) DESC, s.content",
    )?;
    let mut all = Vec::new();
    let mut blocks = 0;
    let mut rows = select.query((id.0, sample as i64))?;
    while let Some(r) = rows.next()? {
        blocks += r.get::<_, i64>(3)? as u64;
        let by = ShownBy {
            strategy: r.get(0)?,
            shown: r.get::<_, i64>(1)? as u64,
            clicked: r.get::<_, i64>(2)? as u64,
        };
        if by.shown > 0 && !by.strategy.is_empty() {
            all.push(by);
        }
    }
    Ok((all, blocks))
}
