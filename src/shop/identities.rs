//! Who is who: the traces of a person, the log of merges, joining and parting by hand.

use super::clock::wall_clock;
use super::{Error, Shop, settings};
use crate::model::customer::Identity;
use crate::model::ids::CustomerId;
use crate::model::time::Moment;
pub use crate::store::traces::{Beside, ByHand, Merge, Named, TraceRow, UnreadPhones};
use crate::store::undo::{self, Step};
pub use crate::store::verdicts::Verdict;
use crate::store::{Tx, traces, verdicts};
use serde::Serialize;

/// Everything by which a person is known.
#[derive(Clone, Debug, Serialize)]
pub struct Traces {
    /// Who.
    pub customer: CustomerId,
    /// Their name.
    pub name: Option<String>,
    /// Strongest first.
    pub traces: Vec<TraceRow>,
    /// Merges that they came of, newest first.
    pub merges: Vec<Merge>,
}

/// What joining two people did.
#[derive(Clone, Debug, Serialize)]
pub struct JoinedPeople {
    /// Who has all of it now.
    pub kept: CustomerId,
    /// Who is a part of them.
    pub gone: CustomerId,
}

/// Where a trace went.
#[derive(Clone, Debug, Serialize)]
pub struct Parted {
    /// The trace.
    #[serde(flatten)]
    pub trace: Named,
    /// Whose it is now; `None`: nothing but this trace is known, so it is nobody's until an order or event names it.
    pub customer: Option<CustomerId>,
}

/// What parting did.
#[derive(Clone, Debug, Serialize)]
pub struct PartedPeople {
    /// Who was parted.
    pub customer: CustomerId,
    /// What is no longer theirs.
    pub parted: Vec<Parted>,
}

impl Shop {
    /// The log of merges, newest first.
    pub fn merges(&self, limit: usize) -> Result<Vec<Merge>, Error> {
        self.store.read(|db| Ok(traces::merges(db, None, limit)?))
    }

    /// Everything by which a person is known.
    pub fn traces(&self, id: CustomerId) -> Result<Traces, Error> {
        let name = self.customer(id)?.row.name;
        self.store.read(|db| {
            Ok(Traces {
                customer: id,
                name,
                traces: traces::of(db, id)?,
                merges: traces::merges(db, Some(id), 100)?,
            })
        })
    }

    /// National phone numbers that no country reads.
    pub fn unread_phones(&self, limit: usize) -> Result<UnreadPhones, Error> {
        self.store.read(|db| Ok(traces::unread_phones(db, limit)?))
    }

    /// Two are the same person: their traces are one from now on, whatever files say.
    pub fn join_people(&self, a: CustomerId, b: CustomerId) -> Result<JoinedPeople, Error> {
        if a == b {
            return Err(Error::Asked(format!("customer-{a} is one person already")));
        }
        self.store.write(|tx| {
            let (of_a, of_b) = (all_of(tx, a)?, all_of(tx, b)?);
            let (Some(x), Some(y)) = (of_a.first(), of_b.first()) else {
                return Err(Error::Asked(format!(
                    "there is no customer-{} (any more)",
                    if of_a.is_empty() { a } else { b }
                )));
            };
            // What parted them before is taken back.
            let mut said: Vec<Verdict> = verdicts::between(tx, &of_a, &of_b)?
                .into_iter()
                .map(|v| Verdict { same: None, ..v })
                .collect();
            said.retain(|v| v != &Verdict::new(x, y, None));
            said.push(Verdict::new(x, y, Some(true)));
            let words = format!("customer-{a} and customer-{b} are the same person");
            change(tx, &words, said, None)?;
            let kept = traces::owner(tx, x)?.unwrap_or(a);
            if traces::owner(tx, y)? != Some(kept) {
                return Err(Error::Asked(format!(
                    "customer-{a} and customer-{b} cannot be joined: another trace of theirs was parted by hand; \
                     `regulars identities list customer-{a}` shows it"
                )));
            }
            Ok(JoinedPeople {
                kept,
                gone: if kept == a { b } else { a },
            })
        })
    }

    /// Some traces are not this person's: they are apart from all others from now on, whatever files say.
    pub fn part_traces(&self, id: CustomerId, values: &[String]) -> Result<PartedPeople, Error> {
        self.store.write(|tx| {
            let all = traces::of(tx, id)?;
            let mut out = Vec::new();
            for value in values {
                let found: Vec<Identity> = all
                    .iter()
                    .filter(|t| is_named(t, value))
                    .filter_map(TraceRow::identity)
                    .collect();
                if found.is_empty() {
                    return Err(Error::Asked(format!(
                        "customer-{id} has no trace `{}`; `regulars identities list customer-{id} --reveal` shows all",
                        crate::model::text::clean(value)
                    )));
                }
                out.extend(found);
            }
            part(tx, id, &out, None)
        })
    }

    /// Parts what a merge of the log has joined.
    pub fn part_merge(&self, merge: i64) -> Result<PartedPeople, Error> {
        self.store.write(|tx| {
            let Some(line) = traces::merge_of(tx, merge)? else {
                return Err(Error::Asked(format!(
                    "there is no merge {merge}; `regulars identities` lists them"
                )));
            };
            if line.undone_at.is_some() {
                return Err(Error::Asked(format!("merge {merge} is taken back already")));
            }
            let moved: Vec<Identity> = line.moved.iter().filter_map(Named::identity).collect();
            let owner = match moved.first() {
                Some(first) => traces::owner(tx, first)?.unwrap_or(line.kept),
                None => line.kept,
            };
            part(tx, owner, &moved, Some(merge))
        })
    }
}

impl Named {
    /// The trace itself.
    pub fn identity(&self) -> Option<Identity> {
        crate::model::customer::IdentityKind::named(&self.kind).map(|kind| Identity {
            kind,
            value: self.value.clone(),
        })
    }
}

/// Whether a merchant means this trace by what they type.
fn is_named(trace: &TraceRow, text: &str) -> bool {
    let Some(own) = trace.identity() else {
        return false;
    };
    let typed = text.trim();
    let plain = Identity::new(own.kind, typed).is_some_and(|i| i.value == own.value);
    plain
        || own.value == typed
        || trace.read_as.as_deref().is_some_and(|r| {
            r == typed || Identity::new(own.kind, typed).is_some_and(|i| i.value == r)
        })
}

/// All traces of a person, strongest first.
fn all_of(tx: &Tx<'_>, id: CustomerId) -> Result<Vec<Identity>, Error> {
    Ok(traces::of(tx, id)?
        .iter()
        .filter_map(TraceRow::identity)
        .collect())
}

fn part(
    tx: &Tx<'_>,
    id: CustomerId,
    out: &[Identity],
    merge: Option<i64>,
) -> Result<PartedPeople, Error> {
    let all = traces::of(tx, id)?;
    // A number written in two ways goes as one.
    let same = |t: &TraceRow| {
        all.iter().any(|o| {
            o.kind == t.kind
                && o.read_as.as_ref().unwrap_or(&o.value) == t.read_as.as_ref().unwrap_or(&t.value)
                && o.identity().is_some_and(|i| out.contains(&i))
        })
    };
    let (out, rest): (Vec<&TraceRow>, Vec<&TraceRow>) = all.iter().partition(|t| same(t));
    let identities =
        |of: &[&TraceRow]| -> Vec<Identity> { of.iter().filter_map(|t| t.identity()).collect() };
    let (out, rest) = (identities(&out), identities(&rest));
    if out.is_empty() || rest.is_empty() {
        return Err(Error::Asked(format!(
            "customer-{id} would keep no trace; name only those that are somebody else's"
        )));
    }
    let mut said = Vec::new();
    for x in &out {
        for y in &rest {
            said.push(Verdict::new(x, y, Some(false)));
        }
    }
    let words = format!("{} of customer-{id} not theirs", how_many(out.len()));
    change(tx, &words, said, merge)?;
    let parted = out
        .iter()
        .map(|trace| {
            Ok(Parted {
                customer: traces::owner(tx, trace)?,
                trace: Named {
                    kind: trace.kind.word().to_owned(),
                    value: trace.value.clone(),
                },
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let customer = match rest.first() {
        Some(first) => traces::owner(tx, first)?.unwrap_or(id),
        None => id,
    };
    Ok(PartedPeople { customer, parted })
}

fn how_many(traces: usize) -> String {
    match traces {
        1 => "1 trace".into(),
        n => format!("{n} traces"),
    }
}

/// Keeps what is said as one change that can be undone.
fn change(tx: &Tx<'_>, words: &str, said: Vec<Verdict>, merge: Option<i64>) -> Result<(), Error> {
    let before = said
        .iter()
        .map(|v| {
            Ok(Verdict {
                same: verdicts::of(tx, v)?,
                ..v.clone()
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let at = wall_clock();
    say(tx, &said, merge, at, true)?;
    let step = |said| Step::Verdicts { said, merge };
    undo::log(tx, at, words, &[step(before)], &[step(said)])?;
    Ok(())
}

/// Does what is said of traces, and all that follows. `again`: not taken back.
pub(crate) fn say(
    tx: &Tx<'_>,
    said: &[Verdict],
    merge: Option<i64>,
    at: Moment,
    again: bool,
) -> Result<(), Error> {
    let joins = said.iter().any(|v| v.same == Some(true));
    verdicts::say(tx, said, at, again && joins)?;
    if let Some(merge) = merge {
        traces::mark(tx, merge, again.then_some(at))?;
    }
    settings::recount(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::customers::Wanted;
    use crate::shop::import::ImportOptions;
    use crate::shop::{Cancel, Options, Quiet};

    const ORDERS: &str = "order,date,sku,product,quantity,price,email,phone,country\n\
        1,2026-01-01 10:00,A,Tent,1,10.00,anna@web.de,030 1234 5670,\n\
        2,2026-01-02 10:00,A,Tent,1,10.00,,+49 30 12345670,Deutschland\n\
        3,2026-01-03 10:00,A,Tent,1,10.00,bert@web.de,0171 555 0199,DE\n\
        4,2026-01-04 10:00,A,Tent,1,10.00,cleo@web.de,0171 555 0199,Germany\n";

    fn people(shop: &Shop) -> String {
        let wanted = Wanted {
            limit: 50,
            ..Wanted::default()
        };
        serde_json::to_string(&shop.customers(&wanted).unwrap().rows).unwrap()
    }

    #[test]
    fn a_country_said_later_joins_the_same_people_and_undo_parts_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("orders.csv");
        std::fs::write(&file, ORDERS).unwrap();
        let open = |name: &str| Shop::open(&folder.path().join(name), Options::default()).unwrap();
        let import = |shop: &Shop| {
            let options = ImportOptions {
                currency: Some("EUR".into()),
                ..ImportOptions::default()
            };
            shop.import(&file, &options, &Quiet, &Cancel::default())
                .unwrap();
        };
        let (first, later) = (open("first.db"), open("later.db"));
        first.set_setting("country", "DE").unwrap();
        import(&first);
        import(&later);
        let before = people(&later);
        assert_eq!(later.unread_phones(5).unwrap().numbers, 1);
        later.set_setting("country", "Deutschland").unwrap();
        assert_eq!(people(&first), people(&later));
        assert_eq!(later.unread_phones(5).unwrap().numbers, 0);
        assert_eq!(later.merges(5).unwrap().len(), 1);
        let count = |text: &str| later.count_group(text).unwrap().count;
        assert_eq!(count("country = DE"), 3);
        assert_eq!(count("country = DE"), count("country = Allemagne"));
        later.undo(&Quiet, &Cancel::default()).unwrap();
        assert_eq!(people(&later), before, "former numbers come back too");
        assert!(later.merges(5).unwrap()[0].undone_at.is_some());
    }

    #[test]
    fn joining_and_parting_by_hand_are_undone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("orders.csv");
        std::fs::write(&file, ORDERS).unwrap();
        let shop = Shop::open(&folder.path().join("s.db"), Options::default()).unwrap();
        let options = ImportOptions::default();
        shop.import(&file, &options, &Quiet, &Cancel::default())
            .unwrap();
        let before = people(&shop);
        let named = |text: &str| shop.customer_named(text).unwrap();
        let (bert, cleo) = (named("bert@web.de"), named("cleo@web.de"));
        shop.join_people(bert, cleo).unwrap();
        assert_eq!(named("bert@web.de"), named("cleo@web.de"));
        let kept = named("bert@web.de");
        shop.part_traces(kept, &["cleo@web.de".into()]).unwrap();
        assert_ne!(named("bert@web.de"), named("cleo@web.de"));
        for _ in 0..2 {
            shop.undo(&Quiet, &Cancel::default()).unwrap();
        }
        assert_eq!(people(&shop), before);
        assert!(shop.part_traces(bert, &["nobody@web.de".into()]).is_err());
    }
}
