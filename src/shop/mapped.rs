//! What the merchant said of how a kind of file is read, remembered for the next file of the same columns.

use super::clock::wall_clock;
use super::import::{Detection, Field, Format, ImportOptions};
use super::{Error, Shop};
use crate::import::Wishes;
use crate::model::time::{Moment, Zone};
use crate::store::mappings::{self, Mapping};
use crate::store::undo::{self, Step};
use crate::store::{Db, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What was said of a file, as it is kept.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The file that it was said of.
    file: String,
    /// Word of the format, if it was chosen.
    format: Option<String>,
    /// Every column with the word of its field; empty if no mapping was confirmed.
    map: Vec<(String, String)>,
    decimal_mark: Option<char>,
    day_first: Option<bool>,
}

/// One remembered way to read, for lists.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Remembered {
    /// Its number.
    pub id: i64,
    /// The file that it was said of.
    pub file: String,
    /// When.
    pub at: Moment,
    /// Columns of such files.
    pub columns: usize,
    /// Word of the format, if it was chosen.
    pub format: Option<String>,
    /// The columns that are used, each with the word of its field.
    pub map: Vec<(String, String)>,
    /// What stands before the cents, if it was said.
    pub decimal_mark: Option<char>,
    /// Whether the day stands first in dates, if it was said.
    pub day_first: Option<bool>,
}

impl Remembered {
    fn of(mapping: Mapping) -> Remembered {
        let columns = mapping.shape.split('|').count();
        let kept: Kept = serde_json::from_value(mapping.document).unwrap_or_default();
        let used = |(_, word): &(String, String)| word != Field::Ignore.word();
        Remembered {
            id: mapping.id,
            file: kept.file,
            at: mapping.kept_at,
            columns,
            format: kept.format,
            map: kept.map.into_iter().filter(used).collect(),
            decimal_mark: kept.decimal_mark,
            day_first: kept.day_first,
        }
    }

    /// What it says, in words.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        if let Some(format) = self.format.as_deref().and_then(Format::named) {
            parts.push(format!("read as {format}"));
        }
        let map: Vec<String> = self
            .map
            .iter()
            .map(|(column, word)| format!("{column} = {word}"))
            .collect();
        if !map.is_empty() {
            parts.push(map.join(", "));
        }
        match self.decimal_mark {
            Some(',') => parts.push("decimal comma".to_owned()),
            Some(_) => parts.push("decimal point".to_owned()),
            None => {}
        }
        match self.day_first {
            Some(true) => parts.push("day before month".to_owned()),
            Some(false) => parts.push("month before day".to_owned()),
            None => {}
        }
        parts.join("; ")
    }
}

/// `3 Nov 2026`.
fn day(at: Moment, zone: Zone) -> String {
    zone.local(at).format("%-d %b %Y").to_string()
}

/// What is remembered for a file of these columns, added to what is wished for it; and the day it was said.
pub(crate) fn recall(
    db: &Db<'_>,
    shape: &str,
    wishes: &Wishes,
    zone: Zone,
) -> Result<Option<(Wishes, String)>, Error> {
    if shape.is_empty() {
        return Ok(None);
    }
    let Some(mapping) = mappings::find(db, shape)? else {
        return Ok(None);
    };
    let kept: Kept = serde_json::from_value(mapping.document).unwrap_or_default();
    let format = kept.format.as_deref().and_then(Format::named);
    if wishes.format.is_some() && wishes.format != format {
        return Ok(None);
    }
    let map = kept.map.into_iter();
    let more = Wishes {
        format: wishes.format.or(format),
        map: map
            .filter_map(|(column, word)| Some((column, Field::named(&word)?)))
            .collect(),
        decimal_mark: wishes.decimal_mark.or(kept.decimal_mark),
        day_first: wishes.day_first.or(kept.day_first),
        incomplete: wishes.incomplete,
        sheet: wishes.sheet.clone(),
        now: wishes.now,
    };
    Ok(Some((more, day(mapping.kept_at, zone))))
}

/// Remembers how a file was read, as far as the merchant said or confirmed it.
pub(crate) fn remember(
    tx: &Tx<'_>,
    detection: &Detection,
    options: &ImportOptions,
    file: &str,
    now: Moment,
) -> Result<(), Error> {
    let wishes = options.wishes()?;
    let mapped = options.confirmed || !wishes.map.is_empty();
    let said = mapped
        || wishes.format.is_some()
        || wishes.decimal_mark.is_some()
        || wishes.day_first.is_some();
    let shape = detection.shape();
    if !said || shape.is_empty() {
        return Ok(());
    }
    let before = mappings::find(tx, &shape)?
        .and_then(|m| serde_json::from_value::<Kept>(m.document).ok())
        .unwrap_or_default();
    let all = detection.columns.iter().map(|c| {
        let word = c.field.unwrap_or(Field::Ignore).word();
        (c.name.clone(), word.to_owned())
    });
    let fixed = detection.fixed.iter();
    let all = all.chain(fixed.map(|(f, text)| (format!("'{text}'"), f.word().to_owned())));
    let format = wishes.format.map(|f| f.word().to_owned());
    let kept = Kept {
        file: file.to_owned(),
        format: format.or(before.format),
        map: if mapped { all.collect() } else { before.map },
        decimal_mark: wishes.decimal_mark.or(before.decimal_mark),
        day_first: wishes.day_first.or(before.day_first),
    };
    Ok(mappings::set(tx, &shape, Some((&json!(kept), now)))?)
}

impl Shop {
    /// How files are read because the merchant said so, newest first.
    pub fn mappings(&self) -> Result<Vec<Remembered>, Error> {
        self.store.read(|db| {
            let all = mappings::list(db)?;
            Ok(all.into_iter().map(Remembered::of).collect())
        })
    }

    /// Forgets one of them; undo brings it back.
    pub fn forget_mapping(&self, id: i64) -> Result<Remembered, Error> {
        self.store.write(|tx| {
            let found = mappings::list(tx)?.into_iter().find(|m| m.id == id);
            let mapping = found.ok_or_else(|| {
                Error::Asked(format!(
                    "there is no mapping {id}; `regulars imports mappings` lists them"
                ))
            })?;
            mappings::set(tx, &mapping.shape, None)?;
            let shape = mapping.shape.clone();
            let said = Some((mapping.document.clone(), mapping.kept_at));
            let forgotten = Remembered::of(mapping);
            undo::log(
                tx,
                wall_clock(),
                &format!("Mapping of {} forgotten", forgotten.file),
                &[Step::Mapping {
                    shape: shape.clone(),
                    said,
                }],
                &[Step::Mapping { shape, said: None }],
            )?;
            Ok(forgotten)
        })
    }
}
