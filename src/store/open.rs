//! Opening the shop file: private to its owner, ours, not newer than the program, and safe against power loss.

use super::threads::Connections;
use super::{Error, migrations};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long a connection waits for another process before it says so.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens or makes the file.
pub(crate) fn for_writing(path: &Path) -> Result<Connections, Error> {
    make_private(path)?;
    let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    migrations::check(&writer, path)?;
    // A crash between the two leaves an empty WAL file, which the next start takes for a new one.
    writer.pragma_update(None, "journal_mode", "wal")?;
    writer.pragma_update(None, "synchronous", "full")?;
    writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
    writer.pragma_update(None, "cache_size", -65_536)?;
    migrations::apply(&mut writer, path)?;
    Ok(Connections::new(path, Some(writer), false))
}

/// Opens an existing file without ever writing to it.
pub(crate) fn for_reading(path: &Path) -> Result<Connections, Error> {
    refuse_symlink(path)?;
    if !path.is_file() {
        return Err(Error::Refused(format!(
            "there is no shop file at {}; leave out --read-only to make one, or name another with --shop",
            path.display()
        )));
    }
    let (conn, immutable) = match reader(path, false) {
        Ok(conn) => (conn, false),
        // In a folder where nothing may be written SQLite cannot share a log; without a log the file stands still.
        Err(Error::Sql(_)) if !log_of(path).exists() => (reader(path, true)?, true),
        Err(error) => return Err(error),
    };
    let version = migrations::check(&conn, path)?;
    if version < migrations::VERSION {
        return Err(Error::Refused(format!(
            "{} has an older format; open it once without --read-only to bring it up to date",
            path.display()
        )));
    }
    Ok(Connections::new(path, None, immutable))
}

/// One more connection for reading.
pub(crate) fn reader(path: &Path, immutable: bool) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let conn = if immutable {
        let uri = format!("file:{}?immutable=1", escaped(path));
        connect(Path::new(&uri), flags | OpenFlags::SQLITE_OPEN_URI)?
    } else {
        connect(path, flags)?
    };
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cache_size", -32_768)?;
    Ok(conn)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let told = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::Refused(format!(
            "{} is not a shop file; name another file with --shop",
            path.display()
        )),
        _ => Error::from(error),
    };
    let conn =
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(told)?;
    conn.busy_timeout(PATIENCE)?;
    conn.pragma_update(None, "foreign_keys", true)
        .map_err(told)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_prepared_statement_cache_capacity(256);
    super::plan_sql::add_functions(&conn)?;
    // The first read of the header tells a database from anything else.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(told)?;
    Ok(conn)
}

/// Makes the file (0600) and the folders above it (0700) if they are absent, and takes other people's access away.
/// SQLite gives its log files the mode of the file itself.
fn make_private(path: &Path) -> Result<(), Error> {
    refuse_symlink(path)?;
    let disk = |source: io::Error| Error::Disk {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty())
        && !folder.is_dir()
    {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(disk)?;
    }
    let mut new = std::fs::OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    match new.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => tighten(path).map_err(disk),
        Err(error) => Err(disk(error)),
    }
}

#[cfg(unix)]
fn tighten(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for file in [path.to_owned(), log_of(path), shared_memory_of(path)] {
        let Ok(known) = std::fs::symlink_metadata(&file) else {
            continue;
        };
        if known.is_file() && known.permissions().mode() & 0o077 != 0 {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn tighten(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// A planted link could make us write somebody else's file.
fn refuse_symlink(path: &Path) -> Result<(), Error> {
    match std::fs::symlink_metadata(path) {
        Ok(known) if known.file_type().is_symlink() => Err(Error::Refused(format!(
            "{} is a symbolic link; name the file itself with --shop",
            path.display()
        ))),
        Ok(known) if known.is_dir() => Err(Error::Refused(format!(
            "{} is a folder; name a file in it with --shop",
            path.display()
        ))),
        _ => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn log_of(path: &Path) -> std::path::PathBuf {
    beside(path, "-wal")
}

#[cfg(unix)]
fn shared_memory_of(path: &Path) -> std::path::PathBuf {
    beside(path, "-shm")
}

/// A path inside a `file:` address.
fn escaped(path: &Path) -> String {
    path.to_string_lossy()
        .chars()
        .flat_map(|c| match c {
            '%' => "%25".chars().collect::<Vec<_>>(),
            '?' => "%3f".chars().collect(),
            '#' => "%23".chars().collect(),
            c => vec![c],
        })
        .collect()
}
