//! How good the shop's data are: what is weak or odd, why it matters for results, and how to mend it; and what each
//! strategy needs and has.

use super::strategies::Need;
use super::{Error, Shop};
use crate::measure::rounding::{count, counted, percent};
use crate::model::strategy::State;
use crate::model::time::Moment;
use crate::recommend::judge;
use crate::store::quality::{self, Gap, Silence};
pub use crate::store::quality::{Example, Found};
use crate::store::{Db, settings};
use serde::Serialize;

/// An order of so many times the usual value dominates averages.
const OUTLIER: i64 = 20;
/// Events and orders of online shops are not older than this.
const EARLIEST: Moment = Moment(946_684_800_000);

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Figures are wrong or rows are lost until it is mended.
    Wrong,
    /// Results are weaker than they could be.
    Weak,
    /// Good to know.
    Note,
    /// Nothing found.
    Fine,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Wrong => "mend this",
            Level::Weak => "worth mending",
            Level::Note => "good to know",
            Level::Fine => "fine",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// Stable name (`orders_without_customer`).
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What was found, in one line with its figures.
    pub title: String,
    /// Rows concerned.
    pub count: u64,
    /// Rows looked at.
    pub of: u64,
    /// Some of them.
    pub examples: Vec<Example>,
    /// Why it matters for results.
    pub why: String,
    /// What to do next; empty if nothing is to be done.
    pub fix: String,
}

/// What a strategy needs and has.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StrategyReadiness {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it takes part.
    pub state: State,
    /// Whether the shop has what it needs.
    pub ready: bool,
    /// What it needs.
    pub of_what: String,
    /// So many are there.
    pub have: u64,
    /// So many are needed.
    pub need: u64,
    /// What it lacks or has, in words.
    pub words: String,
    /// Where what it lacks comes from; empty if it lacks nothing.
    pub brought_by: String,
}

impl StrategyReadiness {
    fn of(id: &str, name: &str, state: State, need: &Need) -> StrategyReadiness {
        let brought_by = match need.missing() {
            0 => "",
            _ => need.brought_by(),
        };
        StrategyReadiness {
            id: id.into(),
            name: name.into(),
            state,
            ready: need.missing() == 0,
            words: need.words(),
            brought_by: brought_by.into(),
            of_what: need.what.clone(),
            have: need.have,
            need: need.need,
        }
    }
}

/// What judging the strategies on past orders is called where they are listed with their needs.
pub const JUDGING: &str = "judge";

/// `11 of 17 work with what is there. 4 wait for a file of events: ...`
fn waiting(all: &[StrategyReadiness]) -> String {
    let ready = all.iter().filter(|s| s.ready).count() as u64;
    let mut said = format!(
        "{} of {} work with what is there.",
        count(ready),
        count(all.len() as u64)
    );
    let mut lacks: Vec<(&str, Vec<&str>)> = Vec::new();
    for one in all.iter().filter(|s| !s.ready) {
        match lacks.iter_mut().find(|(by, _)| *by == one.brought_by) {
            Some((_, names)) => names.push(&one.name),
            None => lacks.push((&one.brought_by, vec![&one.name])),
        }
    }
    for (by, names) in lacks {
        let wait = if names.len() == 1 { "waits" } else { "wait" };
        let how_many = count(names.len() as u64);
        said.push_str(&format!(
            " {how_many} {wait} for {by}: {}.",
            names.join(", ")
        ));
    }
    said
}

/// All that was looked at.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Checkup {
    /// The outcome in one sentence.
    pub sentence: String,
    /// What needs attention, worst first.
    pub findings: Vec<Finding>,
    /// What was looked at and is fine.
    pub fine: Vec<Finding>,
    /// Every strategy with what it needs and has; last, what judging them needs.
    pub strategies: Vec<StrategyReadiness>,
    /// How many of them work, and which file the others wait for.
    pub ready: String,
}

impl Checkup {
    /// Whether anything is wrong rather than weak.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|f| f.level != Level::Wrong)
    }
}

impl Shop {
    /// Looks the shop over: integrity, data quality, readiness of the strategies.
    pub fn doctor(&self) -> Result<Checkup, Error> {
        let mut strategies: Vec<StrategyReadiness> = Vec::new();
        for s in self.strategies()? {
            if s.state != State::Archived {
                let needs = s.needs.iter();
                strategies.extend(needs.map(|n| StrategyReadiness::of(&s.id, &s.name, s.state, n)));
            }
        }
        let judging = judge::readiness(&*self.engine()?, self.now());
        let name = "Judging them on past orders";
        let judging = Need::of(&judging);
        strategies.push(StrategyReadiness::of(JUDGING, name, State::Live, &judging));
        let (zone, currency) = (self.zone(), self.currency());
        let all = self.store.read(|db| {
            let mut all = vec![
                integrity(db)?,
                left_out(quality::rows_left_out(db)?),
                not_counted(quality::orders_not_counted(db)?),
                unsaid_terms(db)?,
                other_currencies(quality::other_currencies(db)?),
                without_customer(quality::orders_without_customer(db)?),
                duplicates(quality::possible_duplicates(db)?),
                shared_traces(quality::shared_traces(db)?),
                consent(quality::consent_unknown(db)?),
            ];
            for gap in [
                Gap::Catalogue,
                Gap::Category,
                Gap::Price,
                Gap::Cost,
                Gap::Image,
            ] {
                all.push(product_gap(gap, quality::products_without(db, gap)?));
            }
            all.push(shared_codes(quality::shared_product_codes(db)?));
            let (found, median) = quality::outliers(db, OUTLIER, currency)?;
            all.push(outliers(found, &median.to_string()));
            all.push(impossible_times(quality::impossible_times(db, EARLIEST)?));
            all.push(silence(
                "days_without_orders",
                "orders",
                quality::silence(db, zone, false)?,
            ));
            if quality::impressions(db)? {
                all.push(silence(
                    "days_without_views",
                    "views",
                    quality::silence(db, zone, true)?,
                ));
                all.push(lost_clicks(quality::clicks_without_impression(db)?));
            } else {
                all.push(nothing_shown());
            }
            all.push(loose_refunds(quality::refunds_without_order(db)?));
            Ok::<_, Error>(all)
        })?;
        let (mut fine, mut findings): (Vec<Finding>, Vec<Finding>) =
            all.into_iter().partition(|f| f.level == Level::Fine);
        findings.sort_by_key(|f| f.level);
        fine.sort_by_key(|f| f.code);
        Ok(Checkup {
            sentence: sentence(&findings),
            findings,
            fine,
            ready: waiting(&strategies),
            strategies,
        })
    }
}

fn sentence(findings: &[Finding]) -> String {
    let of = |level| findings.iter().filter(|f| f.level == level).count() as u64;
    match (of(Level::Wrong), of(Level::Weak)) {
        (0, 0) => "The data are in good order.".into(),
        (0, weak) => format!(
            "Nothing is wrong; {} would make results better.",
            counted(weak, "thing", "things")
        ),
        (wrong, 0) => format!("{} to mend first.", counted(wrong, "thing", "things")),
        (wrong, weak) => format!(
            "{} to mend first, {} more would make results better.",
            counted(wrong, "thing", "things"),
            count(weak)
        ),
    }
}

/// A finding about rows: what was found, and what is said if nothing was. `level` tells from the share of rows
/// concerned how much it matters.
fn finding(
    code: &'static str,
    found: Found,
    level: impl Fn(f64) -> Level,
    (title, fine): (String, &str),
    why: &str,
    fix: &str,
) -> Finding {
    let share = if found.of == 0 {
        0.0
    } else {
        found.count as f64 / found.of as f64
    };
    let level = if found.count == 0 {
        Level::Fine
    } else {
        level(share)
    };
    Finding {
        code,
        level,
        title: if level == Level::Fine {
            fine.to_owned()
        } else {
            title
        },
        count: found.count,
        of: found.of,
        examples: found.examples,
        why: why.to_owned(),
        fix: if level == Level::Fine {
            String::new()
        } else {
            fix.to_owned()
        },
    }
}

/// `12 of 340 sales (3.5%)`.
fn of(found: &Found, what: &str) -> String {
    let share = if found.of == 0 {
        0.0
    } else {
        found.count as f64 / found.of as f64
    };
    format!(
        "{} of {} {what} ({})",
        count(found.count),
        count(found.of),
        percent(share)
    )
}

fn weak_above(limit: f64) -> impl Fn(f64) -> Level {
    move |share| {
        if share > limit {
            Level::Weak
        } else {
            Level::Note
        }
    }
}

fn integrity(db: &Db<'_>) -> Result<Finding, Error> {
    let mut said = quality::damages(db)?;
    said.extend(quality::miscounts(db)?);
    let found = Found {
        count: said.len() as u64,
        of: said.len() as u64,
        examples: said
            .into_iter()
            .map(|what| Example {
                what,
                file: None,
                line: None,
            })
            .collect(),
    };
    Ok(finding(
        "integrity",
        found,
        |_| Level::Wrong,
        (
            "The file is damaged or a kept figure differs from a recount".into(),
            "The file is sound, and every kept figure equals a recount",
        ),
        "Figures rest on the file being whole.",
        "Copy the file, then import your exports into a new shop: regulars --shop new.db import FILE...",
    ))
}

fn left_out(found: Found) -> Finding {
    let title = format!("{} could not be used", of(&found, "rows of files"));
    finding(
        "rows_left_out",
        found,
        |_| Level::Wrong,
        (title, "Every row of every file could be used"),
        "Their orders or people are missing from every figure.",
        "See each with line and reason: regulars imports show ID; mend and try again: regulars imports retry ID",
    )
}

fn not_counted(found: Found) -> Finding {
    let title = format!(
        "{} do not count as sales by their payment status",
        of(&found, "orders")
    );
    finding(
        "orders_not_counted",
        found,
        |share| {
            if share > 0.5 {
                Level::Wrong
            } else {
                weak_above(0.15)(share)
            }
        },
        (title, "Every order counts as a sale"),
        "Revenue, average order and groups rest on sales alone. With cash on delivery, orders stay pending although they are paid.",
        "Say which statuses count: regulars settings set sale_statuses \"paid pending ...\"",
    )
}

fn unsaid_terms(db: &Db<'_>) -> Result<Finding, Error> {
    let mut missing = Vec::new();
    for (key, what) in [("currency", "currency"), ("zone", "time zone")] {
        if settings::get(db, key)?.is_none() {
            missing.push(what);
        }
    }
    let empty = crate::store::extent::is_empty(db)?;
    let found = Found {
        count: if empty { 0 } else { missing.len() as u64 },
        of: 2,
        examples: Vec::new(),
    };
    let title = format!("The shop's {} not said", join_with_is(&missing));
    Ok(finding(
        "unsaid_terms",
        found,
        |_| Level::Weak,
        (title, "Currency and time zone are known"),
        "Without a zone, days begin at midnight UTC; without a currency, amounts have no sign and nothing tells foreign orders apart.",
        "regulars settings set zone Europe/Berlin; regulars settings set currency EUR",
    ))
}

fn join_with_is(missing: &[&str]) -> String {
    match missing {
        [one] => format!("{one} is"),
        all => format!("{} are", all.join(" and ")),
    }
}

fn other_currencies(found: Found) -> Finding {
    let title = format!(
        "{} are in another currency than the shop's",
        of(&found, "orders")
    );
    finding(
        "other_currencies",
        found,
        weak_above(0.02),
        (title, "Every order is in the shop's currency"),
        "They are counted and listed apart: amounts of different currencies are never added, and we fetch no rates.",
        "Nothing, if that is right; else give them a shop file of their own: regulars --shop usd.db import FILE",
    )
}

fn without_customer(found: Found) -> Finding {
    let title = format!("{} have no customer", of(&found, "sales"));
    finding(
        "orders_without_customer",
        found,
        weak_above(0.1),
        (title, "Every sale has a customer"),
        "They count for revenue, best sellers and what is bought together, but not for groups, repeat rate or personal recommendations.",
        "Export the orders with e-mail, phone or customer id, and import that file as well: known orders are completed",
    )
}

fn duplicates(found: Found) -> Finding {
    let title = format!(
        "{} share name and town with another one",
        of(&found, "customers")
    );
    finding(
        "possible_duplicates",
        found,
        weak_above(0.02),
        (title, "No two customers look like one person"),
        "One person counted twice looks like two first-time buyers: repeat rate and loyalty come out too low.",
        "Look at both, and join them if they are one: regulars identities merge A B (it can be undone)",
    )
}

fn shared_traces(found: Found) -> Finding {
    let title = format!(
        "{} name several people and so nobody",
        of(&found, "traces (phones, devices)")
    );
    finding(
        "shared_traces",
        found,
        |_| Level::Note,
        (title, "No phone or device is shared by several people"),
        "A family phone or a shop computer must not make strangers one customer; what hangs on it alone has no customer.",
        "Nothing, if they are shared; else regulars identities merge A B",
    )
}

fn consent(found: Found) -> Finding {
    let title = format!(
        "Of {} nothing is known about consent to e-mail",
        of(&found, "customers with an address")
    );
    finding(
        "consent_unknown",
        found,
        weak_above(0.2),
        (
            title,
            "Of every customer with an address it is known whether they agreed to e-mail",
        ),
        "Unknown is no: they are in no list for messages.",
        "Import your customer file or newsletter audience: it says who agreed and when",
    )
}

fn product_gap(gap: Gap, found: Found) -> Finding {
    let (code, fine, title, why, fix) = match gap {
        Gap::Catalogue => (
            "products_without_catalogue",
            "Every product on offer is in a catalogue",
            "are known from orders or events alone",
            "Without a catalogue nothing is known of stock, category, brand or picture, and what is no longer sold may be recommended.",
            "Import the products export of your shop system",
        ),
        Gap::Category => (
            "products_without_category",
            "Every product on offer has a category",
            "have no category",
            "Similar, complementary and top-in-category recommendations and what people like rest on categories.",
            "Fill in the category in the shop system and import the products export again",
        ),
        Gap::Price => (
            "products_without_price",
            "Every product on offer has a price",
            "have no price",
            "They cannot be compared by price: not for upselling, price filters or offers.",
            "Import the products export, or a table with article number and price",
        ),
        Gap::Cost => (
            "products_without_cost",
            "Every product on offer has a cost",
            "have no cost",
            "Without costs a boost by margin does nothing and profit is not known.",
            "Import a table with article number and cost: regulars import costs.csv",
        ),
        Gap::Image => (
            "products_without_image",
            "Every product on offer has a picture",
            "have no picture",
            "Exported pages and messages show a drawn tile in its place.",
            "Add pictures in the shop system and import the products export again",
        ),
    };
    let level: fn(f64) -> Level = match gap {
        Gap::Catalogue | Gap::Category => |share| weak_above(0.1)(share),
        Gap::Price => |share| weak_above(0.02)(share),
        Gap::Cost | Gap::Image => |_| Level::Note,
    };
    let title = format!("{} {title}", of(&found, "products on offer"));
    finding(code, found, level, (title, fine), why, fix)
}

fn shared_codes(found: Found) -> Finding {
    let title = format!(
        "{} are given to more than one product",
        of(&found, "codes of products")
    );
    finding(
        "shared_product_codes",
        found,
        |_| Level::Weak,
        (title, "No code is given to two products"),
        "A line that says only such a code cannot be told to one of them.",
        "Give each product its own article number in the shop system, and import the products export again",
    )
}

fn outliers(found: Found, median: &str) -> Finding {
    let title = format!(
        "{} are worth more than {OUTLIER} times the usual {median}",
        of(&found, "sales")
    );
    finding(
        "outliers",
        found,
        weak_above(0.005),
        (title, "No single order dominates the averages"),
        "A few wholesale orders can make an average order look better or worse than it is.",
        "Nothing, if they are real; leave such buyers out of a group with: aov < 1000",
    )
}

fn impossible_times(found: Found) -> Finding {
    let title = format!(
        "{} are dated before 2000 or after their file was imported",
        of(&found, "orders and events")
    );
    finding(
        "impossible_times",
        found,
        |_| Level::Wrong,
        (title, "Every order and event is dated sensibly"),
        "A wrong clock or a day and month the wrong way round puts them into the wrong window, or out of every one.",
        "Take the import back and say how dates are written: regulars imports undo ID, then regulars import FILE --map COLUMN=at",
    )
}

fn silence(code: &'static str, what: &str, longest: Option<Silence>) -> Finding {
    let odd = longest.filter(|l| l.days >= 7 && l.days > l.usual.max(1) * 4);
    let title = match odd {
        Some(l) => format!(
            "No {what} for {} days, from {} to {} (usually {})",
            l.days,
            l.from,
            l.to,
            if l.usual == 0 {
                "every day has some".to_owned()
            } else {
                format!("{} at most", l.usual)
            }
        ),
        None => String::new(),
    };
    let days = odd.map_or(0, |l| l.days.unsigned_abs());
    finding(
        code,
        Found {
            count: u64::from(days),
            of: u64::from(days),
            examples: Vec::new(),
        },
        |_| Level::Weak,
        (title, &format!("No long gap between days with {what}")),
        "If a file is missing, trends, rhythms and comparisons with the period before are wrong there.",
        "Import the export of that time; overlapping files do no harm",
    )
}

fn nothing_shown() -> Finding {
    Finding {
        code: "nothing_shown",
        level: Level::Note,
        title: "Nothing is known of what was shown".into(),
        count: 0,
        of: 0,
        examples: Vec::new(),
        why: "CTR and conversion of a strategy need to know what was shown and clicked; until then strategies are judged on past orders.".into(),
        fix: "Import an event file (GA4, Segment, or one JSON object a line): regulars import events.jsonl".into(),
    }
}

fn lost_clicks(found: Found) -> Finding {
    let title = format!("Of {} it is not known what was shown", of(&found, "clicks"));
    finding(
        "clicks_without_impression",
        found,
        weak_above(0.05),
        (title, "Of every click it is known what was shown"),
        "Such clicks count for the strategy they name, but they raise no CTR.",
        "Report impressions as well, and the impression's id with each click",
    )
}

fn loose_refunds(found: Found) -> Finding {
    let title = format!("{} belong to no known order", of(&found, "refunds"));
    finding(
        "refunds_without_order",
        found,
        |_| Level::Note,
        (title, "Every refund belongs to a known order"),
        "They lower net revenue on their own day. The file does not say which order they belong to, or the order is older than the data.",
        "Nothing, if they are older than the data; else import the orders before",
    )
}
