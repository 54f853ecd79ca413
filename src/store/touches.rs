//! What was clicked or opened before each order, so that any attribution rule can be applied afterwards.

use super::{Db, Error, Tx};
use crate::model::counts::{Period, Touch};
use crate::model::event::EventKind;
use crate::model::ids::{BatchId, CustomerId, EventId, OrderId, ProductId};
use crate::model::time::{DAY, Moment, Zone};
use rusqlite::params;

/// How far back touches are kept.
pub const LOOK_BACK: i64 = 90 * DAY;

/// Reads the touches of the given orders anew; those of an order that is gone or has no customer go.
pub fn recompute(tx: &Tx<'_>, orders: impl IntoIterator<Item = OrderId>) -> Result<(), Error> {
    let mut delete = tx
        .conn
        .prepare_cached("DELETE FROM order_touches WHERE order_id = ?1")?;
    let mut insert = tx.conn.prepare_cached(&format!("{INSERT} AND o.id = ?2"))?;
    for order in orders {
        delete.execute([order.0])?;
        insert.execute(params![LOOK_BACK, order.0])?;
    }
    Ok(())
}

/// Reads the touches of all orders anew.
pub fn recompute_all(tx: &Tx<'_>) -> Result<(), Error> {
    tx.conn.execute_batch("DELETE FROM order_touches")?;
    tx.conn.prepare_cached(INSERT)?.execute([LOOK_BACK])?;
    Ok(())
}

/// A click that does not say its strategy or spot has that of its impression; a message that names only its campaign
/// is credited under that name.
const INSERT: &str = "
    INSERT INTO order_touches (order_id, event, kind, at, minutes, strategy, variant, placement, channel, campaign, product, same_product)
    SELECT o.id, e.id, e.kind, e.at, (o.at - e.at + 59999) / 60000,
      coalesce(e.strategy, i.strategy, e.campaign, i.campaign, 0), coalesce(e.variant, i.variant, 0),
      coalesce(e.placement, i.placement, 0), coalesce(e.channel, i.channel, 0), coalesce(e.campaign, i.campaign, 0), e.product,
      e.product IS NOT NULL AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.product = e.product)
    FROM orders o
    JOIN events e INDEXED BY events_touching
      ON e.customer = o.customer AND e.kind IN (10, 12, 13) AND e.at BETWEEN o.at - ?1 AND o.at
    LEFT JOIN events i ON i.id = e.impression
    WHERE o.customer IS NOT NULL";

/// Orders whose touches change with the events of a batch: those of its people, up to 90 days after.
pub fn orders_of_batch(db: &Db<'_>, batch: BatchId) -> Result<Vec<OrderId>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT id FROM orders WHERE batch = ?1
         UNION SELECT o.id FROM events e JOIN orders o ON o.customer = e.customer AND o.at BETWEEN e.at AND e.at + ?2
         WHERE e.batch = ?1 AND e.kind IN (10, 12, 13)",
    )?;
    let rows = query.query_map(params![batch.0, LOOK_BACK], |r| Ok(OrderId(r.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All orders of a person.
pub fn orders_of_customer(db: &Db<'_>, customer: CustomerId) -> Result<Vec<OrderId>, Error> {
    let mut query = db
        .conn
        .prepare_cached("SELECT id FROM orders WHERE customer = ?1")?;
    let rows = query.query_map([customer.0], |r| Ok(OrderId(r.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The touches, at most `minutes` old, of the sales of a period, by order.
pub fn of_sales(
    db: &Db<'_>,
    zone: Zone,
    period: Period,
    minutes: u32,
) -> Result<Vec<Touch>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT t.order_id, t.event, t.kind, t.at, t.minutes, t.strategy, t.variant, t.placement, t.channel, t.campaign,
           t.product, t.same_product
         FROM orders o JOIN order_touches t ON t.order_id = o.id
         WHERE o.at BETWEEN ?1 AND ?2 AND o.sale = 1 AND o.own_currency = 1 AND t.minutes <= ?3",
    )?;
    let mut rows = query.query(params![
        zone.start_of(period.from).0,
        zone.end_of(period.to).0,
        minutes
    ])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let Some(kind) = EventKind::coded(r.get(2)?) else {
            continue;
        };
        found.push(Touch {
            order: OrderId(r.get(0)?),
            event: EventId(r.get(1)?),
            kind,
            at: Moment(r.get(3)?),
            minutes: r.get(4)?,
            strategy: r.get(5)?,
            variant: r.get(6)?,
            placement: r.get(7)?,
            channel: r.get(8)?,
            campaign: r.get(9)?,
            product: r.get::<_, Option<i64>>(10)?.map(ProductId),
            same_product: r.get(11)?,
        });
    }
    Ok(found)
}
