//! The engine of the open shop: made from the file when first asked for, kept up with the file's changes.

use super::clock::wall_clock;
use super::scene::rewound;
use super::{Error, Progress, Shop};
use crate::model::event::EventKind;
use crate::model::ids::ProductId;
use crate::model::time::{DAY, Day, Moment};
use crate::recommend::{Builder, Engine, Fact, FactKind, Fit, Item, learn};
use crate::store::history::{self, HistoryMark, HistoryRow, ProductRow};
use crate::store::{Revision, changes, fits, product_facts};
use std::sync::{Arc, Mutex, PoisonError};

/// What the fits are called in the file.
const KIND: &str = "item-item";
/// A fit this many days older than the newest facts is made anew when the shop's present is asked for.
const STALE_DAYS: i64 = 30;

/// What a shop keeps in memory between questions.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    engine: Mutex<Option<Loaded>>,
    fits: Mutex<Vec<(i64, Arc<Fit>)>>,
}

#[derive(Debug)]
struct Loaded {
    revision: Revision,
    mark: HistoryMark,
    engine: Arc<Engine>,
}

/// A product as the engine has it. What the shop's present knows is known by then, whatever the files' own times say.
fn item(row: ProductRow, present: Moment) -> Item {
    let since = match row.stated {
        Some(stated) => row.added.or(Some(stated)).filter(|since| since.0 > 0),
        None => Item::UNLISTED,
    };
    Item {
        marks: row.marks,
        since: match row.stated {
            Some(_) => since.map(|since| since.min(present)),
            None => since,
        },
        id: row.id,
        title: row.title,
        sku: row.sku,
        brand: row.brand,
        category: row.category,
        price: row.price,
        compare_at: row.compare_at,
        cost: row.cost,
        stock: row.stock,
        added: row.added,
        restocked: row.restocked,
        published: row.published,
        service: row.service,
    }
}

fn fact(row: HistoryRow) -> Fact {
    Fact {
        customer: row.customer,
        product: row.product,
        kind: match row.kind {
            EventKind::Order => FactKind::Bought,
            EventKind::AddToCart => FactKind::Cart,
            EventKind::Click => FactKind::Click,
            _ => FactKind::View,
        },
        at: row.at,
        source: row.source,
        session: row.session,
        quantity: u32::try_from(row.quantity.max(0)).unwrap_or(u32::MAX),
    }
}

impl Shop {
    /// The live engine as the file is now. Made once; while history only grows, what was added is taken in.
    pub fn engine(&self) -> Result<Arc<Engine>, Error> {
        let mut kept = self
            .kept
            .engine
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let revision = self.store.revision()?;
        if let Some(loaded) = &*kept
            && loaded.revision == revision
        {
            return Ok(Arc::clone(&loaded.engine));
        }
        let loaded = self.store.read(|db| {
            let revision = changes::current(db)?;
            let present = self.terms().now(wall_clock()).0;
            match kept.take() {
                Some(loaded) if loaded.revision.epoch == revision.epoch => {
                    grown(db, loaded, revision, present)
                }
                _ => whole(db, revision, present),
            }
        })?;
        let engine = Arc::clone(&loaded.engine);
        *kept = Some(loaded);
        Ok(engine)
    }

    /// The newest fit that an answer as of `at` may use: stored, else made and stored; `None` where none is stored
    /// and the file may not be written, or nothing was sold before. For the shop's present a stale fit is made anew.
    pub fn fit(&self, at: Moment, progress: &dyn Progress) -> Result<Option<Arc<Fit>>, Error> {
        let engine = self.engine()?;
        let stored = self.stored_fit(at)?;
        let present = at >= self.now();
        let newest = engine.newest().unwrap_or_default().min(at);
        let stale = |fit: &Fit| newest.0 - i64::from(fit.cut().0) * DAY > STALE_DAYS * DAY;
        match stored {
            Some(fit) if !(present && stale(&fit)) => Ok(Some(fit)),
            stored if self.store.is_read_only() => Ok(stored),
            _ => self.make_fit(&engine, at, progress),
        }
    }

    /// The newest stored fit that an answer as of `at` may use; never makes one.
    pub fn stored_fit(&self, at: Moment) -> Result<Option<Arc<Fit>>, Error> {
        let epoch = self.store.revision()?.epoch;
        let mut kept = self.fits();
        kept.retain(|(of, _)| *of == epoch);
        let day = Day(at.0.div_euclid(DAY) as i32);
        let in_memory = kept.iter().map(|(_, fit)| fit);
        let in_memory = in_memory
            .filter(|fit| fit.may_be_used(at))
            .max_by_key(|fit| fit.cut());
        let newest_day = in_memory.map(|fit| fit.cut());
        let stored: Option<Vec<u8>> = self
            .store
            .read::<_, Error>(|db| Ok(fits::newest_after(db, KIND, newest_day, day, epoch)?))?;
        match stored.and_then(|body| Fit::from_bytes(&body)) {
            Some(fit) => {
                let fit = Arc::new(fit);
                kept.push((epoch, Arc::clone(&fit)));
                Ok(Some(fit))
            }
            None => Ok(in_memory.map(Arc::clone)),
        }
    }

    /// Learns anew from everything before the day of `at` and keeps the result in the file.
    pub(crate) fn make_fit(
        &self,
        engine: &Arc<Engine>,
        at: Moment,
        progress: &dyn Progress,
    ) -> Result<Option<Arc<Fit>>, Error> {
        let Some(newest) = engine.newest() else {
            return Ok(None);
        };
        let day = |moment: Moment| Day(moment.0.div_euclid(DAY) as i32);
        let cut = day(at).min(day(newest).plus(1));
        // Learned from the catalogue as it stood then: a fit of a day is the same whenever it is made.
        let before = Moment(i64::from(cut.0) * DAY - 1);
        let past = self
            .store
            .read::<_, Error>(|db| Ok(rewound(engine, &product_facts::all(db, Some(before))?)))?;
        let fit = learn::fit(&past, cut, &|done| {
            progress.at("learning", (done * 100.0) as u64, 100);
        });
        let epoch = self.store.write::<_, Error>(|tx| {
            let epoch = changes::current(tx)?.epoch;
            fits::put(tx, KIND, cut, self.now(), epoch, &fit.to_bytes())?;
            Ok(epoch)
        })?;
        let fit = Arc::new(fit);
        let mut kept = self.fits();
        kept.retain(|(of, other)| *of == epoch && other.cut() != cut);
        kept.push((epoch, Arc::clone(&fit)));
        Ok(Some(fit))
    }

    fn fits(&self) -> std::sync::MutexGuard<'_, Vec<(i64, Arc<Fit>)>> {
        self.kept
            .fits
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the whole history.
fn whole(db: &crate::store::Db<'_>, revision: Revision, present: Moment) -> Result<Loaded, Error> {
    let items = history::products(db)?.into_iter();
    let items = items.map(|row| item(row, present)).collect();
    let mut builder = Builder::new(items);
    let mark = history::read(db, HistoryMark::default(), |row| builder.add(&fact(row)))?;
    Ok(Loaded {
        revision,
        mark,
        engine: Arc::new(builder.finish()),
    })
}

/// Takes in what was added since.
fn grown(
    db: &crate::store::Db<'_>,
    mut loaded: Loaded,
    revision: Revision,
    present: Moment,
) -> Result<Loaded, Error> {
    let items = history::products(db)?.into_iter();
    let items: Vec<Item> = items.map(|row| item(row, present)).collect();
    let mut facts = Vec::new();
    let mark = history::read(db, loaded.mark, |row| facts.push(fact(row)))?;
    let known = |id: ProductId| {
        let number = loaded.engine.number(id)?;
        Some(loaded.engine.item(number))
    };
    let gone = loaded.engine.items().len() > items.len();
    if gone || facts.len() > loaded.engine.len() / 4 + 1_000 {
        return whole(db, revision, present);
    }
    let changed: Vec<Item> = items
        .into_iter()
        .filter(|item| known(item.id) != Some(item))
        .collect();
    if !changed.is_empty() || !facts.is_empty() {
        // Readers that still hold the former state keep it; then this copies it once.
        let engine = Arc::make_mut(&mut loaded.engine);
        for item in changed {
            engine.put(item);
        }
        for fact in &facts {
            engine.push(fact);
        }
    }
    loaded.mark = mark;
    loaded.revision = revision;
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::CustomerId;
    use crate::shop::{Options, Quiet};
    use crate::store::Store;
    use crate::store::fixture::{self, Happened, Ordered};

    fn sold(id: i64, customer: Option<i64>, product: i64, day: i64, sale: bool) -> Ordered {
        Ordered {
            id,
            at: day * DAY,
            customer,
            product,
            gross: 100,
            sale,
            own_currency: true,
        }
    }

    /// Three people; product 3 is only seen; order 9 is no sale.
    fn shop() -> (tempfile::TempDir, std::path::PathBuf) {
        let (dir, path) = fixture::shop_file();
        let store = Store::open(&path).unwrap();
        store
            .write(|tx| {
                fixture::people(tx, 1..=3);
                fixture::products(tx, 1..=3);
                for o in [
                    sold(1, Some(1), 1, 100, true),
                    sold(2, Some(1), 2, 101, true),
                    sold(3, Some(2), 1, 102, true),
                    sold(4, Some(2), 2, 103, true),
                    sold(5, None, 2, 104, true),
                    sold(9, Some(3), 1, 104, false),
                ] {
                    fixture::order(tx, &o);
                }
                fixture::event(
                    tx,
                    Happened {
                        id: 7,
                        kind: "view",
                        at: 104 * DAY,
                        customer: 3,
                        product: Some(3),
                        ..Happened::default()
                    },
                );
                changes::bump(tx)
            })
            .unwrap();
        (dir, path)
    }

    fn open(path: &std::path::Path, read_only: bool) -> Shop {
        let options = Options {
            read_only,
            now: Some(Moment(105 * DAY)),
        };
        Shop::open(path, options).unwrap()
    }

    #[test]
    fn the_engine_holds_sales_and_views_and_follows_the_file() {
        let (_dir, path) = shop();
        let shop = open(&path, false);
        let engine = shop.engine().unwrap();
        assert_eq!((engine.len(), engine.customers()), (6, 3));
        assert!(Arc::ptr_eq(&engine, &shop.engine().unwrap()));
        shop.store
            .write(|tx| {
                fixture::order(tx, &sold(10, Some(3), 2, 104, true));
                changes::bump(tx)
            })
            .unwrap();
        let grown = shop.engine().unwrap();
        assert_eq!((engine.len(), grown.len()), (6, 7));
        let now = Moment(105 * DAY);
        assert_eq!(grown.history(CustomerId(3), now).count(), 2);
        // A rewritten history is read as a whole.
        shop.store.write(changes::bump_epoch).unwrap();
        assert_eq!(shop.engine().unwrap().len(), 7);
    }

    #[test]
    fn a_fit_is_made_once_kept_in_the_file_and_never_of_the_future() {
        let (_dir, path) = shop();
        let now = Moment(105 * DAY);
        assert!(open(&path, true).fit(now, &Quiet).unwrap().is_none());
        let shop = open(&path, false);
        let made = shop.fit(now, &Quiet).unwrap().unwrap();
        assert_eq!(made.cut(), Day(105));
        let read = open(&path, true).fit(now, &Quiet).unwrap().unwrap();
        assert_eq!(read, made);
        // An earlier day needs an earlier fit; the newest usable one answers for the days after it.
        let past = Moment(103 * DAY);
        assert!(shop.stored_fit(past).unwrap().is_none());
        assert_eq!(shop.fit(past, &Quiet).unwrap().unwrap().cut(), Day(103));
        let between = Moment(104 * DAY);
        assert_eq!(shop.fit(between, &Quiet).unwrap().unwrap().cut(), Day(103));
        assert_eq!(shop.fit(now, &Quiet).unwrap().unwrap().cut(), Day(105));
        shop.store.write(changes::bump_epoch).unwrap();
        assert!(shop.stored_fit(now).unwrap().is_none());
        let learned = shop.learn(None, &Quiet).unwrap();
        assert_eq!((learned.cut, learned.products), (Day(105), 3));
    }
}
