//! The import on whole files: real data where it lies beside the project, small files in real form for every trap,
//! and damaged ones.

mod damaged;
mod online_retail;
mod traps;

use regulars::import::{Checked, Detection, Error, Reading, Wishes, check, detect, read};
use regulars::model::money::Currency;
use regulars::model::record::Record;
use regulars::model::time::Zone;
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
    let head = &bytes[..bytes.len().min(64 << 10)];
    let reading = Reading {
        detection: detect(head, "orders.csv", wishes)?,
        currency,
        zone,
    };
    let go_on = |_| ControlFlow::Continue(());
    let checked = check(bytes, &reading, &mut { go_on })?;
    let mut records = Vec::new();
    read::<Error>(bytes, &reading, &checked, &mut { go_on }, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(Outcome {
        detection: reading.detection,
        checked,
        records,
    })
}
