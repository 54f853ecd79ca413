//! The change notice: how often the shop's content changed, and how often its history was rewritten.

use super::{Db, Error, Tx};

/// Two counters that only grow. Screens redraw on a new `revision`; engines rebuild on a new `epoch`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Revision {
    /// Grows with every change.
    pub revision: i64,
    /// Grows when history is rewritten: undo, merge, erasure, a replaced order, facts older than the newest known.
    pub epoch: i64,
}

/// The counters as of this snapshot.
pub fn current(db: &Db<'_>) -> Result<Revision, Error> {
    Ok(db.conn.query_row(
        "SELECT revision, epoch FROM changes WHERE id = 1",
        [],
        |r| {
            Ok(Revision {
                revision: r.get(0)?,
                epoch: r.get(1)?,
            })
        },
    )?)
}

/// Says that the content changed; every write that changes anything calls this once.
pub fn bump(tx: &Tx<'_>) -> Result<(), Error> {
    tx.conn
        .execute("UPDATE changes SET revision = revision + 1", [])?;
    Ok(())
}

/// Says that history was rewritten, so that what was learnt from it is void.
pub fn bump_epoch(tx: &Tx<'_>) -> Result<(), Error> {
    tx.conn.execute(
        "UPDATE changes SET revision = revision + 1, epoch = epoch + 1",
        [],
    )?;
    tx.conn.execute("DELETE FROM fits", [])?;
    Ok(())
}
