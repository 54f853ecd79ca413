//! Opening a shop file: private whatever the umask, refused if it is newer, foreign or a link, readable without writing.

use regulars::shop::{Options, Shop};
use regulars::store::{Error, Store, settings};
use rusqlite::Connection;
use serde_json::json;

#[cfg(unix)]
#[test]
fn everything_we_make_is_private_and_what_was_open_is_closed() {
    use std::os::unix::fs::PermissionsExt;
    // The umask belongs to the whole process; a folder and file that others may read stand for any umask.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/shop.db");
    let store = Store::open(&path).unwrap();
    store
        .write(|tx| settings::set(tx, "name", Some(&json!("x"))))
        .unwrap();
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for ending in ["", "-wal", "-shm"] {
        let file = std::path::PathBuf::from(format!("{}{ending}", path.display()));
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    drop(store);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let _store = Store::open(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[cfg(unix)]
#[test]
fn a_planted_link_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target.db");
    std::os::unix::fs::symlink(&target, folder.path().join("shop.db")).unwrap();
    let refused = Store::open(&folder.path().join("shop.db"));
    assert!(matches!(refused, Err(Error::Refused(text)) if text.contains("symbolic link")));
    assert!(!target.exists());
}

#[test]
fn newer_and_foreign_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    drop(Store::open(&path).unwrap());
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert!(
        matches!(Store::open(&path), Err(Error::Refused(text)) if text.contains("newer Regulars"))
    );
    assert!(
        matches!(Store::open_read_only(&path), Err(Error::Refused(text)) if text.contains("newer Regulars"))
    );

    let early = folder.path().join("early.db");
    drop(Store::open(&early).unwrap());
    Connection::open(&early)
        .unwrap()
        .execute_batch("DROP TABLE quarantine")
        .unwrap();
    assert!(
        matches!(Store::open(&early), Err(Error::Refused(text)) if text.contains("early Regulars"))
    );

    let other = folder.path().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE notes (text)")
        .unwrap();
    assert!(
        matches!(Store::open(&other), Err(Error::Refused(text)) if text.contains("another program"))
    );

    let letter = folder.path().join("letter.txt");
    std::fs::write(
        &letter,
        "Dear shop, this is no database at all. ".repeat(50),
    )
    .unwrap();
    assert!(
        matches!(Store::open(&letter), Err(Error::Refused(text)) if text.contains("not a shop file"))
    );
    assert!(
        std::fs::read_to_string(&letter)
            .unwrap()
            .starts_with("Dear shop")
    );
}

#[test]
fn a_shop_opened_for_reading_is_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let reading = Options {
        read_only: true,
        ..Options::default()
    };
    assert!(Shop::open(&path, reading).is_err());
    assert!(!path.exists());
    drop(Shop::open(&path, Options::default()).unwrap());
    let before = std::fs::read(&path).unwrap();
    let shop = Shop::open(&path, reading).unwrap();
    assert!(shop.customers(&Default::default()).unwrap().rows.is_empty());
    let refused = shop.set_setting("name", "Lamps").unwrap_err();
    assert!(refused.to_string().contains("reading only"), "{refused}");
    drop(shop);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn readers_go_on_while_one_writes_and_see_the_change_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("shop.db")).unwrap();
    let before = store.revision().unwrap();
    store
        .write(|tx| {
            settings::set(tx, "name", Some(&json!("new")))?;
            regulars::store::changes::bump(tx)?;
            // Three at once, one inside another: more than are kept open.
            let seen = store.read(|a| store.read(|_| store.read(|_| settings::get(a, "name"))));
            assert_eq!(seen?, None);
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(
        store.read(|db| settings::get(db, "name")).unwrap(),
        Some(json!("new"))
    );
    assert_eq!(store.revision().unwrap().revision, before.revision + 1);
    // Another program's change is seen as well.
    let other = Store::open(store.path()).unwrap();
    other.write(regulars::store::changes::bump_epoch).unwrap();
    assert_eq!(store.revision().unwrap().epoch, before.epoch + 1);
}

#[test]
fn a_setting_is_undone_and_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
    let undo = || {
        shop.undo(&regulars::shop::Quiet, &Default::default())
            .unwrap()
    };
    shop.set_setting("currency", "eur").unwrap();
    shop.set_setting("zone", "europe/berlin").unwrap();
    assert_eq!(shop.zone().name(), "Europe/Berlin");
    assert!(undo().is_some());
    assert_eq!(shop.zone().name(), "UTC");
    assert_eq!(shop.currency().code(), "EUR");
    assert!(shop.redo().unwrap().is_some());
    assert_eq!(shop.zone().name(), "Europe/Berlin");
    assert!(shop.redo().unwrap().is_none());
    assert!(undo().is_some());
    assert!(undo().is_some());
    assert!(undo().is_none());
    assert_eq!(shop.log(10).unwrap().len(), 2);
    assert!(
        shop.set_setting("zone", "Europe/Berlim")
            .unwrap_err()
            .to_string()
            .contains("Europe/Berlin")
    );
    assert!(
        shop.set_setting("colour", "red")
            .unwrap_err()
            .to_string()
            .contains("currency")
    );
}
