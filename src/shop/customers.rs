//! Looking at people: the list, one person, what they did, and the log of who was looked at.

use super::clock::wall_clock;
use super::{Error, Shop};
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Money};
use crate::model::time::{DAY, Day, Moment, Zone};
use crate::store::customers;
pub use crate::store::customers::{
    ConsentNow, CustomerRow, Profile, Sorting, Stated, Trace, Wanted,
};
pub use crate::store::facts::Affinities;
pub use crate::store::looks::Look;
use crate::store::paging::Cursor;
pub use crate::store::paging::Page;
pub use crate::store::timeline::{Entry, Item, Part};
use crate::store::{habits, looks, timeline};
use chrono::Datelike;
use serde::Serialize;

/// Months of spending on a card, the present one included.
const MONTHS: usize = 13;
/// Values by which somebody's place among all buyers is told.
const STEPS: usize = 1001;
/// Sales on different days that it takes to speak of a rhythm.
const RHYTHM: usize = 3;

/// A category that a person likes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Like {
    /// Category path.
    pub category: String,
    /// Its share (0 to 1) of what they bought, carted and viewed.
    pub share: f64,
    /// Order lines of sales.
    pub bought: u64,
    /// Product views.
    pub seen: u64,
}

/// What a person's orders and views add up to.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Habits {
    /// Sales given back, wholly or in part.
    pub returned: u64,
    /// Days between two sales, usually (the median); `None` with fewer than three days of sales.
    pub rhythm: Option<u32>,
    /// What they like, most first.
    pub likes: Vec<Like>,
    /// First day of the month and what it brought after refunds, oldest first; empty without a sale in these months.
    pub months: Vec<(Day, Money)>,
    /// Names of the groups that they are in.
    pub groups: Vec<String>,
    /// How many groups there are.
    pub of_groups: usize,
}

/// What people are compared with.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Yardstick {
    /// Known customers.
    pub customers: u64,
    /// Those who bought in the last 365 days.
    pub bought_lately: u64,
    /// Net spend per sale over all of them.
    pub average_order: Option<Money>,
    #[serde(skip)]
    spends: Vec<Amount>,
}

impl Yardstick {
    /// Made of counts, and the spends of all buyers, least first.
    pub fn new(
        customers: u64,
        bought_lately: u64,
        average_order: Option<Money>,
        spends: Vec<Amount>,
    ) -> Yardstick {
        Yardstick {
            customers,
            bought_lately,
            average_order,
            spends,
        }
    }

    /// What share of buyers spent this much or more: 0.06 = among the top 6%. `None` where there are under 30 buyers.
    pub fn top_share(&self, spent: Money) -> Option<f64> {
        let all = self.spends.len();
        let less = self.spends.partition_point(|s| *s < spent.amount);
        (all >= 30).then(|| ((all - less) as f64 / all as f64).max(1.0 / all as f64))
    }
}

/// The people looked at last, and the present moment of the same clock.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Lately {
    /// The latest first.
    pub looks: Vec<Look>,
    /// The wall clock's now.
    pub now: Moment,
}

impl Shop {
    /// Known customers, page by page. Contact data are raw: a face masks them unless asked to reveal.
    pub fn customers(&self, wanted: &Wanted<'_>) -> Result<Page<CustomerRow>, Error> {
        if let Some(after) = wanted.after.filter(|after| Cursor::parse(after).is_none()) {
            return Err(Error::Asked(format!(
                "--after: `{after}` is not the place printed at the end of a list"
            )));
        }
        let currency = self.currency();
        self.store
            .read(|db| Ok(customers::page(db, currency, wanted)?))
    }

    /// The person that a merchant means by an e-mail address, platform id, phone number or `customer-12`.
    pub fn customer_named(&self, text: &str) -> Result<CustomerId, Error> {
        let found = self
            .store
            .read(|db| Ok::<_, Error>(customers::named(db, text)?))?;
        let text = crate::model::text::clean(text);
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Error::Asked(format!(
                "no customer is known as `{text}`; `regulars customers list --find {}` looks in names, towns and order numbers too",
                crate::model::text::quoted(&text)
            ))),
            several => {
                let all: Vec<String> = several.iter().map(|id| format!("customer-{id}")).collect();
                Err(Error::Asked(format!(
                    "`{text}` is an id of {} people in different systems: {}; name one of them",
                    all.len(),
                    all.join(", ")
                )))
            }
        }
    }

    /// One person.
    pub fn customer(&self, id: CustomerId) -> Result<Profile, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok::<_, Error>(customers::profile(db, currency, id)?))?
            .ok_or_else(|| Error::Asked(format!("there is no customer {id} (any more)")))
    }

    /// What a person's orders and views add up to, beside the profile.
    pub fn habits(&self, id: CustomerId) -> Result<Habits, Error> {
        let profile = self.customer(id)?;
        let (zone, currency) = (self.zone(), self.currency());
        let today = zone.day_of(self.now());
        let groups = self.groups_of(id)?;
        let of_groups = self.vocabulary()?.groups.len();
        self.store.read(|db| {
            let sales = habits::sales(db, id)?;
            let back = habits::given_back(db, id)?;
            let mut counted = habits::categories(db, id)?;
            let likes = profile.affinities.categories.into_iter();
            Ok(Habits {
                returned: habits::returned(db, id)?,
                rhythm: rhythm(sales.iter().map(|(at, _)| zone.day_of(*at))),
                likes: likes
                    .map(|(category, share)| {
                        let n = counted.remove(&category).unwrap_or_default();
                        Like {
                            category,
                            share,
                            bought: n.bought,
                            seen: n.seen,
                        }
                    })
                    .collect(),
                months: by_month(&sales, &back, zone, today)
                    .into_iter()
                    .map(|(day, amount)| (day, Money::new(amount, currency)))
                    .collect(),
                groups,
                of_groups,
            })
        })
    }

    /// What people are compared with: everybody.
    pub fn yardstick(&self) -> Result<Yardstick, Error> {
        let currency = self.currency();
        let since = self.now().plus(-365 * DAY);
        self.store.read(|db| {
            let (known, lately, orders, spent) = habits::everybody(db, since)?;
            let average = Money::new(spent, currency).per(orders);
            let spends = habits::spends(db, STEPS)?;
            Ok(Yardstick::new(known, lately, average, spends))
        })
    }

    /// What a person did, newest first: orders, refunds and events with file and line.
    pub fn timeline(
        &self,
        id: CustomerId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Entry>, Error> {
        self.timeline_part(id, Part::All, after, limit)
    }

    /// A part of the timeline.
    pub fn timeline_part(
        &self,
        id: CustomerId,
        part: Part,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Entry>, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok(timeline::page(db, currency, id, part, after, limit)?))
    }

    /// Writes down that somebody's page was opened, or that their contact details were shown. It is no change of the
    /// shop: nothing to undo, and no screen reads again because of it.
    pub fn log_look(&self, id: CustomerId, revealed: bool) -> Result<(), Error> {
        let at = wall_clock();
        self.store.write(|tx| Ok(looks::log(tx, at, id, revealed)?))
    }

    /// The log of looking at people, newest first; only lines with contact details shown, if asked.
    pub fn looks(&self, only_revealed: bool, limit: usize) -> Result<Vec<Look>, Error> {
        self.store
            .read(|db| Ok(looks::list(db, only_revealed, limit)?))
    }

    /// The people looked at last, each once.
    pub fn looked_at_lately(&self, limit: usize) -> Result<Lately, Error> {
        let now = wall_clock();
        let looks = self
            .store
            .read(|db| Ok::<_, Error>(looks::lately(db, limit)?))?;
        Ok(Lately { looks, now })
    }
}

/// The median of the days between sales; several sales of a day are one.
fn rhythm(days: impl Iterator<Item = Day>) -> Option<u32> {
    let mut days: Vec<Day> = days.collect();
    days.sort_unstable();
    days.dedup();
    if days.len() < RHYTHM {
        return None;
    }
    let mut gaps: Vec<i64> = days
        .windows(2)
        .filter_map(|w| Some((w.get(1)?.date() - w.first()?.date()).num_days()))
        .collect();
    gaps.sort_unstable();
    let middle = gaps.get(gaps.len() / 2)?;
    let other = gaps.get((gaps.len() - 1) / 2)?;
    u32::try_from((middle + other + 1) / 2).ok()
}

fn month_of(day: Day) -> (i32, u32) {
    (day.date().year(), day.date().month())
}

/// The first days of the last `count` months, oldest first, the month of `today` last.
pub(crate) fn last_months(today: Day, count: usize) -> Vec<Day> {
    let (year, month) = month_of(today);
    let index = year * 12 + month as i32 - 1;
    (0..count as i32)
        .rev()
        .filter_map(|back| {
            let i = index - back;
            let (year, month) = (i.div_euclid(12), i.rem_euclid(12) + 1);
            Some(Day::of(chrono::NaiveDate::from_ymd_opt(
                year,
                month as u32,
                1,
            )?))
        })
        .collect()
}

fn by_month(
    sales: &[(Moment, Option<Amount>)],
    back: &[(Moment, Amount)],
    zone: Zone,
    today: Day,
) -> Vec<(Day, Amount)> {
    let mut months: Vec<(Day, Amount)> = last_months(today, MONTHS)
        .into_iter()
        .map(|m| (m, Amount(0)))
        .collect();
    let mut any = false;
    let changes = sales
        .iter()
        .filter_map(|(at, a)| Some((at, (*a)?)))
        .chain(back.iter().map(|(at, a)| (at, -*a)));
    for (at, amount) in changes {
        let of = month_of(zone.day_of(*at));
        if let Some((_, sum)) = months.iter_mut().find(|(m, _)| month_of(*m) == of) {
            *sum += amount;
            any = true;
        }
    }
    if any { months } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;
    use crate::shop::demo::Size;
    use crate::shop::{Options, Quiet};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_rhythm_is_the_median_gap_between_days_of_sales() {
        let days = |all: &[&str]| rhythm(all.iter().map(|d| day(d)));
        assert_eq!(days(&["2026-01-01", "2026-01-01", "2026-02-01"]), None);
        let three = ["2026-01-01", "2026-02-10", "2026-01-11", "2026-01-11"];
        assert_eq!(days(&three), Some(20), "gaps of 10 and 30 days");
        let four = ["2026-01-01", "2026-01-11", "2026-02-10", "2026-12-31"];
        assert_eq!(days(&four), Some(30));
    }

    #[test]
    fn months_are_the_shops_own_and_refunds_count_when_they_were_made() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let at = |text: &str| Moment::parse_rfc3339(text).unwrap();
        let sales = [
            (at("2026-09-30T22:30:00Z"), Some(Amount(1000))),
            (at("2026-11-02T12:00:00Z"), Some(Amount(500))),
            (at("2026-11-03T12:00:00Z"), None),
            (at("2024-11-03T12:00:00Z"), Some(Amount(900))),
        ];
        let back = [(at("2026-11-05T12:00:00Z"), Amount(200))];
        let months = by_month(&sales, &back, zone, day("2026-11-20"));
        assert_eq!(months.len(), 13);
        assert_eq!(months[0].0, day("2025-11-01"));
        assert_eq!(months[12], (day("2026-11-01"), Amount(300)));
        assert_eq!(months[11].1, Amount(1000), "half past midnight in October");
        assert!(by_month(&sales[3..], &[], zone, day("2026-11-20")).is_empty());
    }

    #[test]
    fn the_top_share_says_how_many_spent_as_much() {
        let eur = Currency::named("EUR").unwrap();
        let spends: Vec<Amount> = (1..=100).map(|n| Amount(n * 100)).collect();
        let y = Yardstick::new(120, 60, None, spends);
        assert_eq!(y.top_share(Money::new(Amount(9_500), eur)), Some(0.06));
        assert_eq!(y.top_share(Money::new(Amount(1_000_000), eur)), Some(0.01));
        let few = Yardstick::new(9, 6, None, vec![Amount(1); 9]);
        assert_eq!(few.top_share(Money::new(Amount(1), eur)), None);
    }

    #[test]
    fn habits_agree_with_the_profile_and_looks_are_logged_without_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::demo(&folder.path().join("demo.db"), Size::Small, 7, &Quiet).unwrap();
        let wanted = Wanted {
            sorting: Sorting::Spent,
            limit: 5,
            ..Wanted::default()
        };
        let best = shop.customers(&wanted).unwrap().rows;
        for row in &best {
            let (profile, habits) = (shop.customer(row.id).unwrap(), shop.habits(row.id).unwrap());
            assert!(habits.returned <= row.orders as u64);
            assert_eq!(habits.groups, shop.groups_of(row.id).unwrap());
            assert!(habits.of_groups >= habits.groups.len());
            let tastes = &profile.affinities.categories;
            assert_eq!(habits.likes.len(), tastes.len());
            let (bought, seen) = habits
                .likes
                .iter()
                .fold((0, 0), |(b, s), l| (b + l.bought, s + l.seen));
            assert!(
                bought > 0 && seen > 0,
                "the best customers buy what they like"
            );
            let all = shop.timeline(row.id, None, 1).unwrap().total;
            let done = shop.timeline_part(row.id, Part::Done, None, 500).unwrap();
            let money = shop.timeline_part(row.id, Part::Money, None, 500).unwrap();
            assert!(money.total <= done.total && done.total <= all);
            assert!(done.rows.iter().all(|e| e.kind != "impression"));
            let sales = money.rows.iter().filter(|e| e.sale == Some(true)).count();
            assert_eq!(sales as i64, row.orders);
        }
        let yard = shop.yardstick().unwrap();
        assert!(yard.bought_lately > 0 && yard.bought_lately < yard.customers);
        assert!(yard.top_share(best[0].spent).unwrap() < 0.01);
        let before = shop.revision().unwrap();
        shop.log_look(best[0].id, false).unwrap();
        shop.log_look(best[1].id, true).unwrap();
        shop.log_look(best[0].id, false).unwrap();
        shop.log_look(CustomerId(i64::MAX), true).unwrap();
        assert_eq!(shop.revision().unwrap(), before);
        let lately = shop.looked_at_lately(5).unwrap().looks;
        let ids: Vec<CustomerId> = lately.iter().map(|l| l.customer).collect();
        assert_eq!(ids, [best[0].id, best[1].id]);
        assert_eq!(shop.looks(true, 9).unwrap().len(), 1);
        assert_eq!(shop.looks(false, 9).unwrap().len(), 3);
        let read = Options {
            read_only: true,
            ..Options::default()
        };
        let reader = Shop::open(shop.path(), read).unwrap();
        assert!(reader.log_look(best[0].id, true).is_err());
    }
}
