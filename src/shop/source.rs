//! A file on disk that is about to be read twice, or one file of an archive.

use super::Error;
use super::clock::wall_clock;
use crate::import::{self, Detection, Member, Wishes};
use crate::model::text::clean;
use crate::model::time::Moment;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What is read: the file itself, or one of an archive.
pub(crate) struct Source<'a> {
    path: &'a Path,
    member: Member,
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

    /// Opens the file, at its beginning.
    pub(crate) fn read(&self) -> Result<BufReader<File>, Error> {
        open(self.path)
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
