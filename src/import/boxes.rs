//! The boxes that exports come in: as they are, several in a ZIP archive, as a sheet of a workbook. Content decides what
//! a file is, never its name.

use super::archive::{Archive, Entry};
use super::detect::{detect, detect_head};
use super::detection::{Detection, Lay, Wishes};
use super::error::Error;
use super::file_rows::{FileRows, TextRows};
use super::foreign;
use super::hash::Xxh64;
use super::intake::Intake;
use super::json_table::JsonRows;

use super::workbook::{Book, Workbook, named};
use crate::model::text::{clean, fold};
use std::io::{Cursor, Read, Seek, SeekFrom};

/// How much of a file is enough to tell what it is, in bytes.
const HEAD: u64 = 64 << 10;
/// So many rows of a sheet are looked at.
const ROWS: usize = 300;
/// So many sheets are looked at.
const SHEETS: usize = 50;
/// So many files of an archive are imported.
const MAX_MEMBERS: usize = 1_000;
/// So many files that were not read are named.
const NAMED: usize = 20;
/// A workbook inside an archive is held in memory; it may be so large,
const MAX_INNER: u64 = 64 << 20;
/// and all of them together so large.
const MAX_INNERS: u64 = 256 << 20;

/// A file to be imported: the file itself, or one of an archive.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Member {
    /// Its name in the archive, cleaned; `None` is the file itself.
    pub name: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    index: Option<usize>,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contents {
    /// What may be imported, in the order of the archive.
    pub members: Vec<Member>,
    /// What was left aside and why, in words.
    pub left: Vec<String>,
}

impl Member {
    /// A text that lies in no archive.
    pub fn of_text(bytes: u64) -> Member {
        Member {
            bytes,
            ..Member::default()
        }
    }
}

impl Contents {
    /// Names what was left aside, not endlessly.
    pub fn leave(&mut self, name: &str, why: &str) {
        if self.left.len() < NAMED {
            self.left.push(format!("{name} was not read: {why}"));
        } else if self.left.len() == NAMED {
            self.left.push("further files were not read".to_owned());
        }
    }
}

/// Looks what a file holds: itself, or the files of an archive. `input` stands at the beginning; `file_name` serves
/// messages alone.
pub fn contents(mut input: impl Read + Seek, file_name: &str) -> Result<Contents, Error> {
    let bytes = input.seek(SeekFrom::End(0))?;
    let of_file = |e| about(file_name, e);
    let Some(mut archive) = archive_of(&mut input).map_err(of_file)? else {
        return Ok(whole(bytes));
    };
    if Book::of(&archive).map_err(of_file)?.is_some() {
        return Ok(whole(bytes));
    }
    let mut contents = Contents::default();
    let mut room = MAX_INNERS;
    let mut hidden = 0;
    let mut locked = false;
    for entry in archive.entries.clone() {
        if entry.hidden {
            hidden += 1;
            continue;
        }
        match aside(&mut archive, &entry, &mut room)? {
            Some(why) => {
                locked |= entry.locked;
                contents.leave(&entry.name, &why);
            }
            None if contents.members.len() == MAX_MEMBERS => {
                return Err(Error::Refused(format!(
                    "{} holds more than {MAX_MEMBERS} files; unpack it and import the ones you need",
                    clean(file_name)
                )));
            }
            None => contents.members.push(Member {
                name: Some(entry.name),
                bytes: entry.bytes,
                index: Some(entry.index),
            }),
        }
    }
    if hidden > 0 {
        contents.left.push(match hidden {
            1 => "1 folder or hidden file was not read".to_owned(),
            n => format!("{n} folders and hidden files were not read"),
        });
    }
    if contents.members.is_empty() {
        let why = if locked {
            "is protected with a password; unpack it and import the files inside".to_owned()
        } else if contents.left.is_empty() {
            "is an empty archive; export it again".to_owned()
        } else {
            format!(
                "holds nothing that can be imported: {}",
                contents.left.join("; ")
            )
        };
        return Err(Error::Refused(format!("{} {why}", clean(file_name))));
    }
    Ok(contents)
}

fn whole(bytes: u64) -> Contents {
    Contents {
        members: vec![Member::of_text(bytes)],
        left: Vec::new(),
    }
}

/// Why a file of an archive is not worth trying; nothing if it is. `room`: so much may still be unpacked to find out.
fn aside<R: Read + Seek>(
    archive: &mut Archive<R>,
    entry: &Entry,
    room: &mut u64,
) -> Result<Option<String>, Error> {
    if entry.locked {
        return Ok(Some("it is protected with a password".to_owned()));
    }
    if entry.bytes == 0 {
        return Ok(Some("it is empty".to_owned()));
    }
    let mut head = Vec::new();
    let read = match archive.read(entry.index) {
        Ok(input) => input
            .take(1 << 10)
            .read_to_end(&mut head)
            .map_err(Error::from),
        Err(e) => Err(e),
    };
    if let Err(Error::Refused(why)) = read {
        return Ok(Some(why));
    }
    read?;
    if head.starts_with(b"PK") {
        let Some(left) = room.checked_sub(entry.bytes.min(MAX_INNER)) else {
            return Ok(Some("unpack it and import it by itself".to_owned()));
        };
        *room = left;
        return Ok(match inner(archive, entry) {
            Ok(_) => None,
            Err(Error::Refused(why)) => Some(why),
            Err(other) => return Err(other),
        });
    }
    Ok(foreign::told(&head).map(|text| format!("it {text}")))
}

/// Takes a workbook out of an archive.
fn inner<R: Read + Seek>(
    archive: &mut Archive<R>,
    entry: &Entry,
) -> Result<(Cursor<Vec<u8>>, Book), Error> {
    if entry.bytes > MAX_INNER {
        return Err(Error::Refused(
            "the workbook is too large to be read inside an archive; unpack it and import it by itself".to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    archive.read(entry.index)?.read_to_end(&mut bytes)?;
    let book = match Archive::open(Cursor::new(&bytes)) {
        Ok(inside) => Book::of(&inside)?,
        Err(other) => return Err(other),
    };
    match book {
        Some(book) => Ok((Cursor::new(bytes), book)),
        None => Err(Error::Refused(
            "it is an archive inside an archive; unpack it and import what is inside".to_owned(),
        )),
    }
}

/// The archive that a file is, if it is one; the input stands at its beginning then as before.
fn archive_of<R: Read + Seek>(input: &mut R) -> Result<Option<Archive<&mut R>>, Error> {
    input.seek(SeekFrom::Start(0))?;
    let mut magic = Vec::new();
    input.by_ref().take(4).read_to_end(&mut magic)?;
    input.seek(SeekFrom::Start(0))?;
    match magic.as_slice() {
        b"PK\x03\x04" | b"PK\x05\x06" => Archive::open(input).map(Some),
        b"PK\x07\x08" => Err(Error::Refused(
            "the archive is one of several parts; join or unpack them and import the files inside"
                .to_owned(),
        )),
        _ => Ok(None),
    }
}

/// A refusal with the name of the file that it is about.
fn about(file_name: &str, error: Error) -> Error {
    match error {
        Error::Refused(text) => Error::Refused(format!("{}: {text}", clean(file_name))),
        other => other,
    }
}

/// Finds out what a file is, or one of an archive, from its head.
pub fn look(
    mut input: impl Read + Seek,
    member: &Member,
    file_name: &str,
    wishes: &Wishes,
) -> Result<Detection, Error> {
    let of_file = |e| about(file_name, e);
    let mut found = match member.index {
        None => {
            let book = match archive_of(&mut input).map_err(of_file)? {
                Some(archive) => Book::of(&archive).map_err(of_file)?,
                None => None,
            };
            input.seek(SeekFrom::Start(0))?;
            match book {
                Some(book) => sheet(input, book, file_name, wishes)?,
                None => text(input, file_name, wishes)?,
            }
        }
        Some(index) => {
            let mut archive = Archive::open(input).map_err(of_file)?;
            let entry = archive.entry(index)?.clone();
            let mut head = Vec::new();
            archive
                .read(index)
                .and_then(|input| Ok(input.take(HEAD).read_to_end(&mut head)?))
                .map_err(of_file)?;
            if head.starts_with(b"PK") {
                let (bytes, book) = inner(&mut archive, &entry).map_err(of_file)?;
                sheet(bytes, book, file_name, wishes)?
            } else {
                text(head.as_slice(), file_name, wishes)?
            }
        }
    };
    found.member = member.index;
    Ok(found)
}

fn text(input: impl Read, file_name: &str, wishes: &Wishes) -> Result<Detection, Error> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    let found = detect(&head, file_name, wishes)?;
    match wishes.sheet {
        Some(_) => Err(Error::Asked(format!(
            "{} is no workbook; leave out --sheet",
            clean(file_name)
        ))),
        None => Ok(found),
    }
}

/// The sheet of a workbook that looks like an export, or the one that was asked for.
fn sheet<R: Read + Seek>(
    input: R,
    book: Book,
    file_name: &str,
    wishes: &Wishes,
) -> Result<Detection, Error> {
    let file_name = &clean(file_name);
    let of_file = |e| about(file_name, e);
    let mut workbook = Workbook::open(input, book).map_err(of_file)?;
    let (all, shown) = workbook.sheets();
    let tried: Vec<&String> = match &wishes.sheet {
        None if shown > 0 => all.iter().take(shown.min(SHEETS)).collect(),
        None => all.iter().take(SHEETS).collect(),
        Some(wanted) => {
            let known = all.iter().find(|s| fold(s) == fold(wanted));
            vec![known.ok_or_else(|| {
                let names: Vec<_> = all.iter().take(SHEETS).map(|s| clean(s)).collect();
                Error::Asked(format!(
                    "{file_name} has no sheet `{}`; its sheets are: {}",
                    clean(wanted),
                    names.join(", ")
                ))
            })?]
        }
    };
    let mut wrong = None;
    let mut chosen = None;
    // First a sheet that is understood; a face that asks for missing columns takes one that is not, too.
    for incomplete in [false, true] {
        if incomplete && !wishes.incomplete {
            break;
        }
        let wishes = Wishes {
            incomplete,
            ..wishes.clone()
        };
        for name in &tried {
            if chosen.is_some() {
                break;
            }
            let found = workbook.head(name, ROWS).map_err(of_file).and_then(|head| {
                let title = match all.len() {
                    1 => file_name.to_string(),
                    _ => format!("{file_name}, {}", named(name)),
                };
                if head.rows.is_empty() || (head.rows.len() == 1 && tried.len() > 1) {
                    return Err(Error::Refused(format!(
                        "{title} holds no rows; export it again"
                    )));
                }
                detect_head(&head, &title, &wishes)
            });
            match found {
                Ok(detection) => chosen = Some((*name, detection)),
                Err(error) => wrong = wrong.or(Some(error)),
            }
        }
    }
    let Some((name, mut detection)) = chosen else {
        return Err(wrong.unwrap_or_else(|| {
            Error::Refused(format!(
                "{file_name} has no sheet with rows; export it again"
            ))
        }));
    };
    detection.lay = Lay::Sheet(name.clone());
    detection.evidence.push(match all.len() {
        1 => format!("it is an {}", book.words()),
        _ => format!("it is an {}: {} was read", book.words(), named(name)),
    });
    for other in all.iter().filter(|s| *s != name).take(NAMED) {
        detection
            .evidence
            .push(format!("{} was not read", named(other)));
    }
    Ok(detection)
}

/// Opens what a detection names and hands over its rows. `known` is the hash that the content must have.
pub(crate) fn rows(
    mut input: impl Read + Seek,
    detection: &Detection,
    known: Option<&str>,
    take: &mut dyn FnMut(&mut dyn FileRows) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some(index) = detection.member else {
        return match &detection.lay {
            Lay::Sheet(name) => {
                let hash = hash_of(&mut input, name)?;
                if known.is_some_and(|known| known != hash) {
                    return Err(Error::Changed);
                }
                let book = match archive_of(&mut input)? {
                    Some(archive) => Book::of(&archive)?,
                    None => None,
                };
                input.seek(SeekFrom::Start(0))?;
                let book = book.ok_or(Error::Changed)?;
                sheet_rows(input, book, name, hash, detection, take)
            }
            _ => text_rows(input, u64::MAX, detection, take),
        };
    };
    let mut archive = Archive::open(input)?;
    let entry = archive.entry(index)?.clone();
    match &detection.lay {
        Lay::Sheet(name) => {
            let (mut bytes, book) = inner(&mut archive, &entry)?;
            let hash = hash_of(&mut bytes, name)?;
            sheet_rows(bytes, book, name, hash, detection, take)
        }
        _ => text_rows(archive.read(index)?, entry.packed, detection, take),
    }
}

fn text_rows(
    input: impl Read,
    packed: u64,
    detection: &Detection,
    take: &mut dyn FnMut(&mut dyn FileRows) -> Result<(), Error>,
) -> Result<(), Error> {
    let intake = Intake::packed(input, detection.gzip, detection.decoder(), packed);
    match &detection.lay {
        Lay::Objects(objects) => take(&mut JsonRows::new(intake, objects)?),
        _ => {
            let delimiter = detection.delimiter.map(|d| d as u8);
            take(&mut TextRows::new(intake, delimiter)?)
        }
    }
}

fn sheet_rows<R: Read + Seek>(
    input: R,
    book: Book,
    name: &str,
    hash: String,
    detection: &Detection,
    take: &mut dyn FnMut(&mut dyn FileRows) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut workbook = Workbook::open(input, book)?;
    let mut rows = workbook.rows(name, detection.columns.len(), hash)?;
    take(&mut rows)
}

/// The hash of a workbook and of the sheet that is read of it.
fn hash_of(input: &mut (impl Read + Seek), sheet: &str) -> Result<String, Error> {
    input.seek(SeekFrom::Start(0))?;
    let mut hash = Xxh64::default();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match input.read(&mut chunk)? {
            0 => break,
            n => hash.feed(&chunk[..n]),
        }
    }
    hash.feed(sheet.as_bytes());
    input.seek(SeekFrom::Start(0))?;
    Ok(hash.hex())
}
