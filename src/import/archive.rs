//! ZIP archives: what lies in one, within limits. A name in an archive is only ever shown, never used as a path.

use super::error::Error;
use super::intake::{MAX_RATIO, MAX_TEXT, RATIO_FREE, refuse};
use crate::model::text::clean;
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// More entries than any export has.
const MAX_ENTRIES: usize = 10_000;
/// The list of contents may take so many bytes.
const MAX_DIRECTORY: u64 = 8 << 20;
/// What an entry takes up at least beside its content and its name.
const LOCAL_HEADER: u64 = 30;

/// One entry of an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// Its place in the list of contents.
    pub(crate) index: usize,
    /// Its name, cleaned.
    pub(crate) name: String,
    /// Its size in the archive, in bytes.
    pub(crate) packed: u64,
    /// Its size unpacked, in bytes, as the archive states it; more is never given.
    pub(crate) bytes: u64,
    /// Whether it is a folder, or something that systems put in unseen.
    pub(crate) hidden: bool,
    /// Whether a password protects it.
    pub(crate) locked: bool,
}

/// Gives its bytes only up to an allowance.
struct Metered<R> {
    input: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(refuse(
                "the archive's list of contents is larger than any export's; unpack it and import the files inside",
            ));
        }
        let room = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let n = self.input.read(&mut buffer[..room])?;
        if left != u64::MAX {
            self.left.set(left - n as u64);
        }
        Ok(n)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}

/// An opened archive that keeps the limits.
pub(crate) struct Archive<R> {
    zip: ZipArchive<Metered<R>>,
    /// What lies in it, in the order of its list of contents.
    pub(crate) entries: Vec<Entry>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive, or says why not: damaged, a bomb, or with names that lead elsewhere.
    pub(crate) fn open(input: R) -> Result<Archive<R>, Error> {
        let left = Rc::new(Cell::new(MAX_DIRECTORY));
        let metered = Metered {
            input,
            left: Rc::clone(&left),
        };
        let zip = ZipArchive::new(metered).map_err(told)?;
        left.set(u64::MAX);
        let mut archive = Archive {
            zip,
            entries: Vec::new(),
        };
        archive.judge()?;
        Ok(archive)
    }

    fn judge(&mut self) -> Result<(), Error> {
        let refuse = |text: &str| Err(Error::Refused(text.to_owned()));
        if self.zip.len() > MAX_ENTRIES {
            return refuse(
                "the archive holds more than 10,000 files; unpack it and import the ones you need",
            );
        }
        if self.zip.has_duplicate_names() {
            return refuse(
                "the archive holds two files of the same name, which no export does; unpack it and import the files",
            );
        }
        let mut places: Vec<(u64, u64)> = Vec::new();
        let (mut packed, mut bytes) = (0u64, 0u64);
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_data(index).map_err(told)?;
            let name = entry.name().map_err(told)?.into_owned();
            if leads_elsewhere(&name) {
                return Err(Error::Refused(format!(
                    "the archive names a file outside of itself ({}); unpack it yourself if you trust it",
                    clean(&name)
                )));
            }
            let start = entry.header_start();
            let end = start
                .saturating_add(LOCAL_HEADER)
                .saturating_add(entry.name_raw().len() as u64)
                .saturating_add(entry.compressed_size());
            places.push((start, end));
            packed = packed.saturating_add(entry.compressed_size());
            bytes = bytes.saturating_add(entry.size());
            self.entries.push(Entry {
                index,
                hidden: entry.is_dir() || is_hidden(&name),
                name: clean(&name).into_owned(),
                packed: entry.compressed_size(),
                bytes: entry.size(),
                locked: entry.encrypted(),
            });
        }
        places.sort_unstable();
        let directory = self.zip.central_directory_start();
        if places.windows(2).any(|two| two[0].1 > two[1].0)
            || places.last().is_some_and(|last| last.1 > directory)
        {
            return refuse(
                "the files in the archive lie on top of each other, which no real archive does; ask for it anew",
            );
        }
        if bytes > MAX_TEXT {
            return refuse(
                "the archive holds more than 2 GiB; unpack it and import the files one by one",
            );
        }
        if bytes > RATIO_FREE && bytes / MAX_RATIO > packed {
            return refuse(
                "the archive grows more than a hundredfold, which no real export does; \
                 unpack it yourself if you trust it",
            );
        }
        Ok(())
    }

    /// Unpacks an entry, never more than it states.
    pub(crate) fn read(&mut self, index: usize) -> Result<impl Read + '_, Error> {
        let file = self.zip.by_index(index).map_err(told)?;
        Ok(Unpacked {
            left: file.size(),
            input: file,
        })
    }

    /// The entry at a place of the list of contents.
    pub(crate) fn entry(&self, index: usize) -> Result<&Entry, Error> {
        self.entries.get(index).ok_or(Error::Changed)
    }
}

/// Ends where the entry's stated size ends, and says in plain words what is wrong with it.
struct Unpacked<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer).map_err(|e| {
            if e.get_ref().is_some() || e.kind() == io::ErrorKind::UnexpectedEof {
                refuse("the archive is damaged; copy or download it again")
            } else {
                e
            }
        })?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(refuse(
                    "a file in the archive is longer than the archive states; ask for it anew",
                ));
            }
        }
        Ok(n)
    }
}

/// Whether a name would lead out of the folder that an archive is unpacked to.
fn leads_elsewhere(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.as_bytes().get(1) == Some(&b':')
        || name.split(['/', '\\']).any(|part| part == "..")
}

/// Whether a name is of something that systems put in unseen.
fn is_hidden(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| {
        part == "__MACOSX"
            || part.starts_with('.')
            || part.eq_ignore_ascii_case("thumbs.db")
            || part.eq_ignore_ascii_case("desktop.ini")
    })
}

fn told(error: ZipError) -> Error {
    let refused = |text: &str| Error::Refused(text.to_owned());
    match error {
        ZipError::Io(e) if e.kind() != io::ErrorKind::UnexpectedEof => e.into(),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            refused(
                "the archive is protected with a password; unpack it and import the files inside",
            )
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => refused(
            "the archive is packed in a way that Regulars does not read; unpack it and import the files inside",
        ),
        _ => refused("the archive is damaged or cut off; copy or download it again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_known() {
        for name in [
            "../a.csv",
            "a/../../b",
            "/etc/passwd",
            "\\a",
            "C:\\a",
            "a\\..\\b",
        ] {
            assert!(leads_elsewhere(name), "{name}");
        }
        for name in ["a.csv", "a/b..c.csv", "..a/b", "a..", "2026: May.csv"] {
            assert!(!leads_elsewhere(name), "{name}");
        }
    }

    #[test]
    fn what_systems_put_in_is_hidden() {
        for name in [
            "__MACOSX/._orders.csv",
            ".DS_Store",
            "a/.b/c.csv",
            "Thumbs.db",
        ] {
            assert!(is_hidden(name), "{name}");
        }
        assert!(!is_hidden("exports/orders.csv"));
    }
}
