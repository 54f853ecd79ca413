//! What is computed of every person with the shop's own measures: RFM scores and groups.

use crate::model::time::{Moment, Zone};
use crate::store::{Error, Tx, rfm};
use crate::targeting::rfm::Cuts;

/// Sets the RFM cut points from everybody's facts and writes scores and groups by them. Called in the transaction that
/// changed orders or refunds (import, undo, retry, merge), after the facts were counted anew.
pub fn refresh_rfm(tx: &Tx<'_>, now: Moment, zone: Zone) -> Result<Cuts, Error> {
    let buyers = rfm::buyers(tx, zone)?;
    let cuts = Cuts::of(&buyers, zone.day_of(now));
    rfm::set(tx, &cuts, zone)?;
    Ok(cuts)
}
