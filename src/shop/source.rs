//! What is about to be read twice: a file on disk, one file of an archive, or a table that was put together of two.

use super::Error;
use super::clock::wall_clock;
use crate::import::{self, Detection, Member, Wishes};
use crate::model::text::clean;
use crate::model::time::Moment;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// What is read: the file itself, or one of an archive.
#[derive(Clone)]
pub(crate) struct Source<'a> {
    path: &'a Path,
    member: Member,
    /// Its text, where it was put together of several files.
    text: Option<Arc<[u8]>>,
    /// `orders.csv`; of an archive `export.zip/orders.csv`.
    pub(crate) name: String,
    /// Its size, unpacked if it lies in an archive.
    pub(crate) bytes: u64,
    /// When it was written.
    pub(crate) modified: Moment,
}

/// What a file holds.
pub(crate) struct Sources<'a> {
    /// What may be imported, in the order of the archive.
    pub(crate) all: Vec<Source<'a>>,
    /// What was left aside and why, in words.
    pub(crate) contents: import::Contents,
}

impl<'a> Sources<'a> {
    /// Looks into a file.
    pub(crate) fn of(path: &'a Path) -> Result<Sources<'a>, Error> {
        let told = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => Error::Asked(format!(
                "there is no file {}; check its name and folder",
                path.display()
            )),
            _ => disk(path, source),
        };
        let known = std::fs::metadata(path).map_err(told)?;
        if !known.is_file() {
            return Err(Error::Asked(format!(
                "{} is not a file; name the exported file itself",
                path.display()
            )));
        }
        let modified = known
            .modified()
            .ok()
            .map(|t| Moment::from(chrono::DateTime::<chrono::Utc>::from(t)))
            .unwrap_or_else(wall_clock);
        // A clock that was wrong when the file was written must not outrank every later file.
        let modified = modified.min(wall_clock());
        let file_name = path
            .file_name()
            .map(|n| clean(&n.to_string_lossy()).into_owned())
            .unwrap_or_default();
        let mut contents = import::contents(open(path)?, &file_name)?;
        let all = std::mem::take(&mut contents.members)
            .into_iter()
            .map(|member| Source {
                path,
                name: match &member.name {
                    Some(inside) => format!("{file_name}/{inside}"),
                    None => file_name.clone(),
                },
                bytes: member.bytes,
                modified,
                member,
                text: None,
            })
            .collect();
        Ok(Sources { all, contents })
    }
}

impl<'a> Source<'a> {
    /// The file itself, the file of an archive that has this name, or an archive's first one.
    pub(crate) fn of(path: &'a Path, wanted: Option<&str>) -> Result<Source<'a>, Error> {
        let Sources { all, .. } = Sources::of(path)?;
        let found = all.into_iter().find(|source| match wanted {
            Some(_) => source.member.name.as_deref() == wanted,
            None => true,
        });
        found.ok_or_else(|| {
            Error::Asked(format!(
                "{} has changed; choose it again",
                clean(&path.to_string_lossy())
            ))
        })
    }

    /// Its name in the archive that it lies in.
    pub(crate) fn inside(&self) -> Option<&str> {
        self.member.name.as_deref()
    }

    /// A text that stands for this file, put together with what something else tells.
    pub(crate) fn joined(self, text: Vec<u8>, with: &str) -> Source<'a> {
        let bytes = text.len() as u64;
        Source {
            name: format!("{} with {with}", self.name),
            bytes,
            member: Member::of_text(bytes),
            text: Some(text.into()),
            ..self
        }
    }

    /// Opens the file, at its beginning.
    pub(crate) fn read(&self) -> Result<Input, Error> {
        Ok(match &self.text {
            Some(text) => Input::Text(Cursor::new(Arc::clone(text))),
            None => Input::File(open(self.path)?),
        })
    }

    /// What it looks like.
    pub(crate) fn look(&self, wishes: &Wishes) -> Result<Detection, Error> {
        Ok(import::look(
            self.read()?,
            &self.member,
            &self.name,
            wishes,
        )?)
    }
}

/// What a source is read from.
pub(crate) enum Input {
    File(BufReader<File>),
    Text(Cursor<Arc<[u8]>>),
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Input::File(file) => file.read(into),
            Input::Text(text) => text.read(into),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match self {
            Input::File(file) => file.seek(to),
            Input::Text(text) => text.seek(to),
        }
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    let file = File::open(path).map_err(|source| disk(path, source))?;
    Ok(BufReader::with_capacity(1 << 18, file))
}

fn disk(path: &Path, source: std::io::Error) -> Error {
    Error::Store(crate::store::Error::Disk {
        path: path.to_owned(),
        source,
    })
}
