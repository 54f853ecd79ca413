//! Sessions: from the file's own key, else events of one person with less than 30 idle minutes between them; and
//! which impression a click belongs to.

use super::Error;
use super::events::Stated;
use crate::model::event::EventKind;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// A longer pause ends a session.
pub(crate) const IDLE: i64 = 30 * 60_000;

struct Seen {
    id: i64,
    kind: Option<EventKind>,
    at: i64,
    key: Option<String>,
    channel: Option<i64>,
    device: Option<i64>,
    strategy: Option<i64>,
    product: Option<i64>,
    stated: Option<String>,
    session: Option<i64>,
    impression: Option<i64>,
}

#[derive(Clone, Debug)]
struct Session {
    key: Option<String>,
    started: i64,
    ended: i64,
    events: i64,
    channel: Option<i64>,
    device: Option<i64>,
}

/// Computes sessions and click links of `touched_customers` anew from their events.
pub(crate) fn derive(conn: &Connection) -> Result<(), Error> {
    let customers: Vec<i64> = conn
        .prepare("SELECT id FROM touched_customers ORDER BY id")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    conn.execute(
        "DELETE FROM sessions WHERE customer IN (SELECT id FROM touched_customers)
           OR NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = sessions.customer)",
        [],
    )?;
    let mut select = conn.prepare(
        "SELECT id, kind, at, session_key, channel, device, strategy, product, stated, session, impression
         FROM events WHERE customer = ?1 ORDER BY at, key",
    )?;
    let mut update =
        conn.prepare("UPDATE events SET session = ?2, impression = ?3 WHERE id = ?1")?;
    let mut insert = conn.prepare(
        "INSERT INTO sessions (key, customer, started_at, ended_at, events, channel, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut items = conn.prepare("SELECT product FROM event_items WHERE event = ?1")?;
    for customer in customers {
        let events: Vec<Seen> = select
            .query_map([customer], |r| {
                Ok(Seen {
                    id: r.get(0)?,
                    kind: EventKind::coded(r.get(1)?),
                    at: r.get(2)?,
                    key: r.get(3)?,
                    channel: r.get(4)?,
                    device: r.get(5)?,
                    strategy: r.get(6)?,
                    product: r.get(7)?,
                    stated: r.get(8)?,
                    session: r.get(9)?,
                    impression: r.get(10)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        if events.is_empty() {
            continue;
        }
        let (sessions, member) = split(&events);
        let mut ids = Vec::with_capacity(sessions.len());
        for s in &sessions {
            insert.execute((
                &s.key, customer, s.started, s.ended, s.events, s.channel, s.device,
            ))?;
            ids.push(conn.last_insert_rowid());
        }
        // Impressions of this person so far: session, strategy and product to the latest of them.
        let mut shown: FxHashMap<(usize, i64, i64), i64> = FxHashMap::default();
        for (event, member) in events.iter().zip(&member) {
            let mut impression = None;
            match (event.kind, member) {
                (Some(EventKind::Impression), Some(session)) => {
                    let strategy = event.strategy.unwrap_or_default();
                    let mut products = items.query([event.id])?;
                    while let Some(row) = products.next()? {
                        shown.insert((*session, strategy, row.get(0)?), event.id);
                    }
                }
                (Some(EventKind::Click), _) => {
                    impression = stated_impression(conn, event, customer)?;
                    if let (None, Some(session), Some(product)) =
                        (impression, member, event.product)
                    {
                        let strategy = event.strategy.unwrap_or_default();
                        impression = shown.get(&(*session, strategy, product)).copied();
                    }
                }
                _ => {}
            }
            let session = member.and_then(|m| ids.get(m).copied());
            if session != event.session || impression != event.impression {
                update.execute((event.id, session, impression))?;
            }
        }
    }
    Ok(())
}

/// The impression that a click names, if it was this person's.
fn stated_impression(conn: &Connection, click: &Seen, customer: i64) -> Result<Option<i64>, Error> {
    let Some(key) = click
        .stated
        .as_deref()
        .and_then(|s| serde_json::from_str::<Stated>(s).ok())
        .and_then(|s| s.impression)
    else {
        return Ok(None);
    };
    Ok(conn
        .prepare_cached("SELECT id FROM events WHERE key = ?1 AND kind = ?2 AND customer = ?3")?
        .query_row((key, EventKind::Impression.code(), customer), |r| r.get(0))
        .optional()?)
}

/// Sessions in order of their start, and for each event which one it belongs to. A message that went out or was opened
/// is no visit.
fn split(events: &[Seen]) -> (Vec<Session>, Vec<Option<usize>>) {
    let mut sessions: Vec<Session> = Vec::new();
    let mut keyed: FxHashMap<&str, usize> = FxHashMap::default();
    let mut open: Option<usize> = None;
    let mut member = Vec::with_capacity(events.len());
    for event in events {
        if matches!(
            event.kind,
            Some(EventKind::MessageSent | EventKind::MessageOpened)
        ) {
            member.push(None);
            continue;
        }
        let known = match event.key.as_deref() {
            Some(key) => keyed.get(key).copied(),
            None => open.filter(|s| event.at - sessions[*s].ended < IDLE),
        };
        let session = known.unwrap_or_else(|| {
            sessions.push(Session {
                key: event.key.clone(),
                started: event.at,
                ended: event.at,
                events: 0,
                channel: None,
                device: None,
            });
            sessions.len() - 1
        });
        match event.key.as_deref() {
            Some(key) => {
                keyed.insert(key, session);
            }
            None => open = Some(session),
        }
        let s = &mut sessions[session];
        s.ended = event.at.max(s.ended);
        s.events += 1;
        s.channel = s.channel.or(event.channel);
        s.device = s.device.or(event.device);
        member.push(Some(session));
    }
    (sessions, member)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(at: i64, key: Option<&str>, kind: EventKind) -> Seen {
        Seen {
            id: at,
            kind: Some(kind),
            at,
            key: key.map(str::to_owned),
            channel: None,
            device: None,
            strategy: None,
            product: None,
            stated: None,
            session: None,
            impression: None,
        }
    }

    #[test]
    fn thirty_idle_minutes_or_another_key_end_a_session() {
        let view = EventKind::View;
        let events = [
            seen(0, None, view),
            seen(IDLE - 1, None, view),
            seen(2 * IDLE - 1, None, view),
            seen(2 * IDLE, Some("a"), view),
            seen(2 * IDLE + 1, None, EventKind::MessageSent),
            seen(9 * IDLE, Some("a"), view),
        ];
        let (sessions, member) = split(&events);
        assert_eq!(member, [Some(0), Some(0), Some(1), Some(2), None, Some(2)]);
        assert_eq!(sessions[2].events, 2);
    }
}
