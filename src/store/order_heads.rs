//! What the shop knows of orders besides their lines: for a file that says what was bought and no more.

use super::{Db, Error};
use crate::model::customer::{Identity, IdentityKind};
use crate::model::money::Currency;
use crate::model::time::Moment;

/// The orders with these numbers: number as asked, when, state of shipping, status, currency, shipping, tax, discount,
/// refunded, channel, code, and who by customer id, e-mail and phone; empty where nothing is known.
pub fn of<'a>(
    db: &Db<'_>,
    numbers: impl Iterator<Item = &'a str>,
) -> Result<Vec<Vec<String>>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT at, state_at, status, currency, shipping, tax, discount, refunded, channel, code, i.kind, i.content
         FROM orders o LEFT JOIN identities i ON i.id = o.identity
         WHERE o.key = ?1 OR o.id IN (SELECT id FROM orders WHERE number IN (?1, '#' || ?1))
         ORDER BY o.key = ?1 DESC LIMIT 1",
    )?;
    let mut found = Vec::new();
    for number in numbers {
        let bare = number.trim_start_matches('#');
        let mut rows = select.query([bare])?;
        let Some(row) = rows.next()? else {
            continue;
        };
        let text =
            |at: usize| Ok::<_, Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
        let currency = Currency::named(&text(3)?).unwrap_or(Currency::UNKNOWN);
        let money = |at: usize| {
            let units = 10_i64.pow(currency.decimals());
            Ok::<_, Error>(match row.get::<_, i64>(at)? {
                0 => String::new(),
                n if units == 1 => n.to_string(),
                n => format!(
                    "{}.{:0width$}",
                    n / units,
                    (n % units).abs(),
                    width = currency.decimals() as usize
                ),
            })
        };
        let at = Moment(row.get(0)?);
        let state = Moment(row.get(1)?);
        let kind = IdentityKind::named(&text(10)?);
        let trace = text(11)?;
        let who = |of: IdentityKind| match kind == Some(of) {
            true => Identity::bare(&trace).to_owned(),
            false => String::new(),
        };
        found.push(vec![
            number.to_owned(),
            at.to_string(),
            if state > at {
                state.to_string()
            } else {
                String::new()
            },
            text(2)?,
            if currency == Currency::UNKNOWN {
                String::new()
            } else {
                currency.code().to_string()
            },
            money(4)?,
            money(5)?,
            money(6)?,
            money(7)?,
            text(8)?,
            text(9)?,
            who(IdentityKind::Platform),
            who(IdentityKind::Email),
            who(IdentityKind::Phone),
        ]);
    }
    Ok(found)
}
