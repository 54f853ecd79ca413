//! The import on whole files: real data where it lies beside the project, small files in real form for every trap,
//! and damaged ones.

mod boxes;
mod catalogues;
mod damaged;
mod event_files;
mod online_retail;
mod people;
mod platforms;
mod purchases;
mod quarantine;
mod strangers;
mod together;
mod traps;

use regulars::import::{Checked, Detection, Error, Member, Reading, Wishes, check, look, read};
use regulars::model::money::Currency;
use regulars::model::record::Record;
use regulars::model::time::Zone;
use std::io::Cursor;
use std::ops::ControlFlow;

/// What an import of some bytes gives.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub detection: Detection,
    pub checked: Checked,
    pub records: Vec<Record>,
}

/// Detects, checks and reads some bytes, in euros and UTC.
pub(crate) fn import(bytes: &[u8], wishes: &Wishes) -> Result<Outcome, Error> {
    import_in(bytes, wishes, Currency::named("EUR").unwrap(), Zone::UTC)
}

pub(crate) fn import_in(
    bytes: &[u8],
    wishes: &Wishes,
    currency: Currency,
    zone: Zone,
) -> Result<Outcome, Error> {
    member_of(bytes, &Member::default(), wishes, currency, zone)
}

/// The same for one file of an archive.
pub(crate) fn member_of(
    bytes: &[u8],
    member: &Member,
    wishes: &Wishes,
    currency: Currency,
    zone: Zone,
) -> Result<Outcome, Error> {
    let bytes = || Cursor::new(bytes);
    let reading = Reading {
        detection: look(bytes(), member, "orders.csv", wishes)?,
        currency,
        zone,
    };
    let go_on = |_| ControlFlow::Continue(());
    let checked = check(bytes(), &reading, &mut { go_on })?;
    let mut records = Vec::new();
    read::<Error>(bytes(), &reading, &checked, &mut { go_on }, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(Outcome {
        detection: reading.detection,
        checked,
        records,
    })
}
