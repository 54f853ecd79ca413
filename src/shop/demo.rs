//! The demo shop: made from a seed and written as any import is, or opened again; never in a file with other data.

use super::{Error, Options, Progress, Shop, facts};
pub use crate::simulate::Size;
use crate::simulate::truth::Truth;

use crate::simulate::{self, Simulated};
use crate::store::batches::{self, BatchMeta};
use crate::store::importer::Importer;
use crate::store::{self, Store, Tx, rollups, settings, touches, truth};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The setting that says which demo a file holds; a file without it holds no demo.
const DEMO: &str = "demo";

/// Which demo a file holds. A program that would make other data of the same seed has another `version`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DemoKind {
    /// Its size.
    pub size: Size,
    /// Its seed.
    pub seed: u64,
    /// Of the simulation.
    pub version: u32,
}

/// Changes whenever the simulation makes other records from the same seed.
const VERSION: u32 = 1;

impl Shop {
    /// Makes the demo shop in a file, or opens it again if the file holds this very demo. Another size or seed makes
    /// it anew; a file that holds anything else is left alone.
    pub fn demo(
        path: &Path,
        size: Size,
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<Shop, Error> {
        let wanted = DemoKind {
            size,
            seed,
            version: VERSION,
        };
        if path.exists() {
            let store = Store::open(path)?;
            match store.read(held)? {
                Held::Demo(kind) if kind == wanted => return Shop::open(path, Options::default()),
                Held::Nothing => {
                    fill(&store, wanted, progress)?;
                    return Shop::open(path, Options::default());
                }
                Held::Demo(_) => {}
                Held::OtherData => {
                    return Err(Error::Asked(format!(
                        "{} holds other data than a demo. Name another file: regulars demo --shop FILE",
                        path.display()
                    )));
                }
            }
        } else {
            fill(&Store::open(path)?, wanted, progress)?;
            return Shop::open(path, Options::default());
        }
        // Another demo: made beside the old one and put in its place when it is complete.
        let beside = with_ending(path, "-new");
        remove(&beside)?;
        let made = Store::open(&beside)
            .map_err(Error::from)
            .and_then(|store| fill(&store, wanted, progress));
        if let Err(error) = made {
            remove(&beside)?;
            return Err(error);
        }
        remove(path)?;
        disk(path, std::fs::rename(&beside, path))?;
        remove(&beside)?;
        Shop::open(path, Options::default())
    }

    /// Which demo the file holds; `None` for a merchant's own shop.
    pub fn demo_kind(&self) -> Result<Option<DemoKind>, Error> {
        self.store.read(|db| Ok(kind(db)?))
    }

    /// What the demo's strategies truly do; `None` for a merchant's own shop.
    pub fn demo_truth(&self) -> Result<Option<Truth>, Error> {
        self.store.read(|db| {
            let text = truth::get(db, "truth")?;
            Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
        })
    }
}

enum Held {
    Nothing,
    Demo(DemoKind),
    OtherData,
}

fn kind(db: &store::Db<'_>) -> Result<Option<DemoKind>, store::Error> {
    Ok(settings::get(db, DEMO)?.and_then(|v| serde_json::from_value(v).ok()))
}

fn held(db: &store::Db<'_>) -> Result<Held, Error> {
    let batches = batches::list(db)?;
    // What a merchant imports on top makes it the merchant's file.
    let others = batches.iter().filter(|b| b.format != DEMO).count();
    Ok(match (kind(db)?, others) {
        (Some(kind), 0) => Held::Demo(kind),
        (None, 0) if batches.is_empty() && settings::all(db)?.is_empty() => Held::Nothing,
        _ => Held::OtherData,
    })
}

/// Makes the shop and writes all of it in one transaction.
fn fill(store: &Store, kind: DemoKind, progress: &dyn Progress) -> Result<(), Error> {
    progress.at("making", 0, 0);
    let made = simulate::shop(kind.size, kind.seed);
    store.write(|tx| write(tx, &made, kind, progress))?;
    store.truncate_log()?;
    Ok(())
}

fn write(
    tx: &Tx<'_>,
    made: &Simulated,
    kind: DemoKind,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let of = made.settings();
    let said: [(&str, Value); 6] = [
        (DEMO, json!(kind)),
        ("name", json!(of.name)),
        ("tagline", json!(of.tagline)),
        ("currency", json!(of.currency)),
        ("zone", json!(of.zone)),
        ("demo_clock", json!(of.clock)),
    ];
    for (key, value) in &said {
        settings::set(tx, key, Some(value))?;
    }
    let total = made.len() as u64;
    let mut importer = Importer::begin(
        tx,
        &BatchMeta {
            file_name: "demo".to_owned(),
            file_hash: format!("demo-{}-{}-{}", kind.version, kind.size.word(), kind.seed),
            format: DEMO.to_owned(),
            imported_at: of.clock,
            stated_at: of.clock,
        },
    )?;
    for (n, record) in made.records().enumerate() {
        if n % 4096 == 0 {
            progress.at("writing", n as u64, total);
        }
        importer.put(record)?;
    }
    progress.at("writing", total, total);
    progress.at("counting", 0, 0);
    let imported = importer.finish()?;
    batches::set_report(
        tx,
        imported.batch,
        &json!({ "rows": total, "written": imported.fates.written, "updated": imported.fates.updated }),
    )?;
    progress.at("scoring customers", 0, 0);
    facts::refresh_rfm(tx, of.clock, of.zone)?;
    progress.at("adding up days", 0, 0);
    rollups::recompute_all(tx, of.zone)?;
    progress.at("tracing orders", 0, 0);
    touches::recompute_all(tx)?;
    progress.at("saving", 0, 0);
    let text = serde_json::to_string(made.truth())
        .map_err(|e| Error::Asked(format!("The demo's truth could not be written: {e}")))?;
    truth::put(tx, "truth", &text)?;
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a shop file with its log.
fn remove(path: &Path) -> Result<(), Error> {
    for ending in ["-wal", "-shm", ""] {
        let file = with_ending(path, ending);
        if file.exists() {
            disk(&file, std::fs::remove_file(&file))?;
        }
    }
    Ok(())
}

fn disk<T>(path: &Path, done: std::io::Result<T>) -> Result<T, Error> {
    done.map_err(|source| {
        Error::Store(store::Error::Disk {
            path: path.to_owned(),
            source,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Quiet;

    #[test]
    fn a_demo_is_made_opened_again_and_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        let shop = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
        let kind = shop.demo_kind().unwrap().unwrap();
        assert_eq!((kind.size, kind.seed), (Size::Small, 1));
        let truth = shop.demo_truth().unwrap().unwrap();
        assert!(&truth == simulate::shop(Size::Small, 1).truth());
        let count = |shop: &Shop| {
            let found = shop.store.read(batches::list).unwrap();
            (found.len(), found[0].report.clone())
        };
        let first = count(&shop);
        drop(shop);
        let again = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
        assert_eq!(count(&again), first);
        drop(again);
        let other = Shop::demo(&path, Size::Small, 2, &Quiet).unwrap();
        assert_eq!(other.demo_kind().unwrap().unwrap().seed, 2);
        assert_eq!(count(&other).0, 1);
        drop(other);
        let files: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|f| f.unwrap().file_name())
            .filter(|f| f.to_string_lossy().contains("-new"))
            .collect();
        assert!(files.is_empty(), "{files:?}");
    }

    #[test]
    fn a_file_with_other_data_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let store = Store::open(&path).unwrap();
        store
            .write(|tx| settings::set(tx, "name", Some(&json!("Mine"))))
            .unwrap();
        drop(store);
        let refused = Shop::demo(&path, Size::Small, 1, &Quiet);
        assert!(matches!(refused, Err(Error::Asked(text)) if text.contains("--shop FILE")));
    }

    #[test]
    #[ignore = "prints only"]
    fn print_how_long_a_demo_takes() {
        let folder = tempfile::tempdir().unwrap();
        for size in [Size::Small, Size::Medium, Size::Large] {
            let path = folder.path().join(size.word());
            let begun = std::time::Instant::now();
            struct Told(std::time::Instant);
            impl Progress for Told {
                fn at(&self, phase: &str, done: u64, total: u64) {
                    if done == 0 || done == total {
                        println!("  {phase} {done} at {:?}", self.0.elapsed());
                    }
                }
            }
            Shop::demo(&path, size, 1, &Told(begun)).unwrap();
            let bytes = std::fs::metadata(&path).unwrap().len();
            println!("{}: {:?}, {} MB", size.word(), begun.elapsed(), bytes >> 20);
        }
    }
}
