//! The ground that results and the dashboard stand on: roll-ups, sales and credits of some days, read once and cut as
//! often as needed, so that a figure is the same wherever it is shown.

use super::documents;
use super::results::{
    Ask, By, OrdersOnly, PRESETS, Period, Preset, Rate, Reconciliation, Results, Span, rounding,
};
use crate::measure::attribution::{Place, preset};
use crate::measure::table::{self, Cell, Credit, Key, Material, Naming, Seen, Table};
use crate::measure::{metrics, revenue};
use crate::model::counts::{CountKey, Exposure, GivenBack, Moments, Sale, Shown, Touch};
use crate::model::experiment::{Arm, Experiment};
use crate::model::ids::OrderId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::{Day, Moment, Zone};
use crate::shop::{Error, Shop};
use crate::store::{self, Db, outcomes, rollup_rows, touches};
use crate::targeting::rfm::{Buyer, Cuts, RfmGroup};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of the shop before its file is read.
pub(crate) struct Context {
    pub(crate) zone: Zone,
    pub(crate) currency: Currency,
    pub(crate) now: Moment,
    pub(crate) preset: &'static Preset,
}

impl Context {
    pub(crate) fn of(shop: &Shop, attribution: &str) -> Result<Context, Error> {
        let preset = preset(attribution).ok_or_else(|| {
            let known: Vec<&str> = PRESETS.iter().map(|p| p.id).collect();
            Error::Asked(format!(
                "There is no attribution `{attribution}`. Use one of: {}.",
                known.join(", ")
            ))
        })?;
        Ok(Context {
            zone: shop.zone(),
            currency: shop.currency(),
            now: shop.now(),
            preset,
        })
    }

    pub(crate) fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }

    /// The days of a span; an empty shop has today.
    pub(crate) fn period(&self, db: &Db<'_>, span: Span) -> Result<Period, Error> {
        let today = self.today();
        Ok(match span {
            Span::Days(n) => Period {
                from: today.plus(1 - i32::try_from(n.max(1)).unwrap_or(i32::MAX)),
                to: today,
            },
            Span::Between(from, to) => Period { from, to },
            Span::All => {
                let first = store::results::extent(db, self.now)?
                    .map_or(today, |(first, _)| self.zone.day_of(first));
                Period {
                    from: first.min(today),
                    to: today,
                }
            }
        })
    }
}

/// Everything that tables, cards and lines of some days are made of, read once.
pub(crate) struct Ground {
    pub(crate) zone: Zone,
    pub(crate) now: Moment,
    pub(crate) today: Day,
    pub(crate) currency: Currency,
    preset: &'static Preset,
    pub(crate) has_impressions: bool,
    counts: Vec<(CountKey, Shown)>,
    exposures: Vec<Exposure>,
    came: Vec<(Day, RoaringBitmap)>,
    sales: Vec<Sale>,
    credits: Vec<Option<Touch>>,
    given_back: Vec<GivenBack>,
    labels: FxHashMap<i64, String>,
    strategies: BTreeMap<String, String>,
    experiments: Vec<Experiment>,
    foreign: u64,
}

impl Ground {
    /// Reads the days from `from` to the end of `period`.
    pub(crate) fn load(
        db: &Db<'_>,
        context: &Context,
        period: Period,
        from: Day,
    ) -> Result<Ground, Error> {
        let wide = Period {
            from: from.min(period.from),
            to: period.to,
        };
        let zone = context.zone;
        let labels = store::labels::all(db)?;
        let sales = store::results::sales(db, zone, wide, context.now)?;
        let found = touches::of_sales(db, zone, wide, context.preset.longest())?;
        let (playbook, _) = documents::playbook(db, None)?;
        let credits = credit(context.preset, &sales, &found, &labels);
        Ok(Ground {
            zone,
            now: context.now,
            today: context.today(),
            currency: context.currency,
            preset: context.preset,
            has_impressions: rollup_rows::any_impressions(db)?,
            counts: rollup_rows::counts(db, wide)?,
            exposures: rollup_rows::exposures(db, wide)?,
            came: rollup_rows::visitors(db, wide)?,
            credits,
            sales,
            given_back: store::results::given_back(db, zone, wide, context.now)?,
            strategies: playbook
                .strategies
                .into_iter()
                .map(|d| (d.id, d.name))
                .collect(),
            experiments: playbook.experiments,
            foreign: store::results::foreign_sales(db, zone, period)?,
            labels,
        })
    }

    fn label(&self, id: i64) -> &str {
        self.labels.get(&id).map_or("", String::as_str)
    }

    fn numbered(&self, content: &str) -> Option<i64> {
        self.labels
            .iter()
            .find(|(_, text)| *text == content)
            .map(|(id, _)| *id)
    }

    /// Id and name of a strategy label, and whether the shop has no such document.
    pub(crate) fn strategy(&self, label: i64) -> (String, String, bool) {
        let id = self.label(label);
        if label == 0 || id.is_empty() {
            return ("(none)".into(), "(no strategy said)".into(), true);
        }
        match self.strategies.get(id) {
            Some(name) => (id.into(), name.clone(), false),
            None if id == table::CONTROL => (id.into(), "Control".into(), false),
            None => (id.into(), id.into(), true),
        }
    }

    fn sales_in(&self, period: Period) -> std::ops::Range<usize> {
        let from = self.sales.partition_point(|s| s.day < period.from);
        let to = self.sales.partition_point(|s| s.day <= period.to);
        from..to.max(from)
    }

    fn sales_of(&self, period: Period) -> (&[Sale], &[Option<Touch>]) {
        let range = self.sales_in(period);
        (
            self.sales.get(range.clone()).unwrap_or_default(),
            self.credits.get(range).unwrap_or_default(),
        )
    }

    /// What the roll-ups hold of a period, cut into rows.
    pub(crate) fn material(
        &self,
        period: Period,
        only: Option<i64>,
        key_of: impl Fn(&CountKey) -> Key,
    ) -> Material<'_> {
        let keep = |strategy: i64| only.is_none_or(|o| o == strategy);
        let (sales, credits) = self.sales_of(period);
        Material {
            shown: self
                .counts
                .iter()
                .filter(|(k, _)| period.holds(k.day) && keep(k.strategy))
                .map(|(k, shown)| Cell {
                    key: key_of(k),
                    day: k.day,
                    spot: k.placement,
                    shown: *shown,
                })
                .collect(),
            seen: self
                .exposures
                .iter()
                .filter(|e| period.holds(e.day) && keep(e.strategy))
                .map(|e| Seen {
                    key: key_of(&CountKey {
                        day: e.day,
                        strategy: e.strategy,
                        variant: e.variant,
                        placement: e.placement,
                        channel: 0,
                    }),
                    day: e.day,
                    spot: e.placement,
                    visitors: Cow::Borrowed(&e.visitors),
                    moments: e.moments,
                })
                .collect(),
            sales,
            credits: sales
                .iter()
                .zip(credits)
                .map(|(sale, touch)| {
                    let touch = touch.as_ref().filter(|t| keep(t.strategy))?;
                    Some(Credit {
                        key: key_of(&CountKey {
                            day: sale.day,
                            strategy: touch.strategy,
                            variant: touch.variant,
                            placement: touch.placement,
                            channel: touch.channel,
                        }),
                        spot: touch.placement,
                    })
                })
                .collect(),
        }
    }

    /// The same for a dimension that the roll-ups do not keep visitors by: every event of the period is read.
    fn scanned(
        &self,
        db: &Db<'_>,
        period: Period,
        only: Option<i64>,
        key_of: impl Fn(&CountKey, i64) -> Key,
    ) -> Result<Material<'static>, Error> {
        let mut cells: BTreeMap<(Key, Day, i64), Shown> = BTreeMap::new();
        let mut people: FxHashMap<(Key, Day, i64, i64), [u64; 3]> = FxHashMap::default();
        outcomes::outcomes(db, self.zone, period, |o| {
            if only.is_some_and(|s| s != o.key.strategy) {
                return;
            }
            let key = key_of(&o.key, o.customer);
            *cells.entry((key, o.key.day, o.key.placement)).or_default() += o.counts;
            if o.counts.impressions > 0 {
                let sums = people
                    .entry((key, o.key.day, o.key.placement, o.customer))
                    .or_default();
                sums[0] += o.counts.impressions;
                sums[1] += o.counts.clicked;
                sums[2] += o.counts.carted;
            }
        })?;
        let mut seen: BTreeMap<(Key, Day, i64), (RoaringBitmap, Moments)> = BTreeMap::new();
        for ((key, day, spot, customer), [shown, clicked, carted]) in people {
            let (visitors, moments) = seen.entry((key, day, spot)).or_default();
            if let Ok(id) = u32::try_from(customer) {
                visitors.insert(id);
            }
            moments.add_visitor(shown, clicked, carted);
        }
        Ok(Material {
            shown: cells
                .into_iter()
                .map(|((key, day, spot), shown)| Cell {
                    key,
                    day,
                    spot,
                    shown,
                })
                .collect(),
            seen: seen
                .into_iter()
                .map(|((key, day, spot), (visitors, moments))| Seen {
                    key,
                    day,
                    spot,
                    visitors: Cow::Owned(visitors),
                    moments,
                })
                .collect(),
            sales: &[],
            credits: Vec::new(),
        })
    }

    fn table(&self, material: &Material<'_>, by: By) -> Table {
        let control = self.numbered(table::CONTROL);
        let arms = match by {
            By::Variant => self.arms(material),
            _ => BTreeMap::new(),
        };
        let naming = Naming {
            name: &|key| self.name(by, key),
            control_of: &|key| match by {
                By::Strategy => control.map(|c| (c, 0)),
                By::Variant => arms.get(&key).map(|arm| arm.0),
                _ => None,
            },
            split_of: &|key| arms.get(&key).and_then(|arm| arm.1),
            in_order: by == By::Day,
        };
        table::build(material, &naming, self.currency)
    }

    fn name(&self, by: By, key: Key) -> (String, String, bool) {
        let said = |text: &str, nothing: &str| {
            if text.is_empty() {
                ("(none)".to_owned(), nothing.to_owned(), false)
            } else {
                (text.to_owned(), text.to_owned(), false)
            }
        };
        match by {
            By::Strategy => self.strategy(key.0),
            By::Variant => {
                let (id, name, external) = self.strategy(key.0);
                match self.label(key.1) {
                    "" => (id, name, external),
                    variant => (
                        format!("{id}/{variant}"),
                        format!("{name}, {variant}"),
                        external,
                    ),
                }
            }
            By::Placement => said(self.label(key.0), "(no place said)"),
            By::Channel => said(self.label(key.0), "(no channel said)"),
            By::Day => {
                let day = Day(i32::try_from(key.0).unwrap_or(0)).to_string();
                (day.clone(), day, false)
            }
            By::Group => {
                let word = usize::try_from(key.0)
                    .ok()
                    .and_then(|at| RfmGroup::ALL.get(at))
                    .map_or("", |g| g.word());
                (word.into(), word.into(), false)
            }
        }
    }

    /// For each variant the row that it is compared with, and the planned shares of both. What an experiment says wins;
    /// else the variants of one strategy are compared with the first of them, without a planned split.
    fn arms(&self, material: &Material<'_>) -> BTreeMap<Key, (Key, Option<(f64, f64)>)> {
        let keys: BTreeSet<Key> = material.shown.iter().map(|c| c.key).collect();
        let mut found = BTreeMap::new();
        for e in &self.experiments {
            let key = |arm: &Arm| -> Option<Key> {
                let strategy = arm.strategy.as_deref().unwrap_or(table::CONTROL);
                Some((self.numbered(strategy)?, self.numbered(&arm.name)?))
            };
            let base = e
                .arms
                .iter()
                .find(|a| a.name == table::CONTROL)
                .or_else(|| e.arms.first());
            let Some((base, base_key)) = base.and_then(|b| Some((b, key(b)?))) else {
                continue;
            };
            for arm in &e.arms {
                if let Some(key) = key(arm).filter(|k| keys.contains(k)) {
                    found.insert(key, (base_key, Some((arm.share, base.share))));
                }
            }
        }
        for key in &keys {
            if found.contains_key(key) {
                continue;
            }
            let siblings: Vec<Key> = keys.iter().filter(|k| k.0 == key.0).copied().collect();
            let base = siblings.iter().min_by_key(|k| {
                (
                    self.label(k.1) != table::CONTROL,
                    self.label(k.1).to_owned(),
                )
            });
            if let Some(base) = base.filter(|_| siblings.len() > 1) {
                found.insert(*key, (*base, None));
            } else if let Some(base) = self
                .numbered(table::CONTROL)
                .and_then(|c| keys.iter().find(|k| k.0 == c))
            {
                found.insert(*key, (*base, None));
            }
        }
        found
    }

    pub(crate) fn results(&self, db: &Db<'_>, ask: &Ask, period: Period) -> Result<Results, Error> {
        let mut notes = Vec::new();
        let only = match &ask.strategy {
            None => None,
            Some(id) => match self.numbered(id) {
                Some(label) => Some(label),
                None if self.strategies.contains_key(id) => {
                    notes.push(format!("`{id}` was never shown."));
                    Some(-2)
                }
                None => {
                    return Err(Error::Asked(format!(
                        "There is no strategy `{id}`. `regulars results` lists those that were shown."
                    )));
                }
            },
        };
        let table = match ask.by {
            By::Strategy => self.table(&self.material(period, only, |k| (k.strategy, 0)), ask.by),
            By::Variant => self.table(
                &self.material(period, only, |k| (k.strategy, k.variant)),
                ask.by,
            ),
            By::Placement => self.table(&self.material(period, only, |k| (k.placement, 0)), ask.by),
            By::Day => self.table(
                &self.material(period, only, |k| (i64::from(k.day.0), 0)),
                ask.by,
            ),
            By::Channel => {
                notes.push(
                    "Read from every event of the period: visitors are not kept by channel.".into(),
                );
                let seen = self.scanned(db, period, only, |k, _| (k.channel, 0))?;
                let sold = self.material(period, only, |k| (k.channel, 0));
                self.table(
                    &Material {
                        shown: seen.shown,
                        seen: seen.seen,
                        ..sold
                    },
                    ask.by,
                )
            }
            By::Group => {
                notes.push(
                    "Read from every event of the period. A visitor counts for the group that they were in when they first saw it in the period.".into(),
                );
                let groups = self.groups(db, period, |s| only.is_none_or(|o| o == s))?;
                let of = |customer: i64| {
                    let group = u32::try_from(customer).ok().and_then(|c| groups.get(&c));
                    (group.copied().unwrap_or(RfmGroup::ALL.len() - 1) as i64, 0)
                };
                let seen = self.scanned(db, period, only, |_, customer| of(customer))?;
                let mut sold = self.material(period, only, |k| (k.strategy, 0));
                for (sale, credit) in sold.sales.iter().zip(&mut sold.credits) {
                    if let Some(credit) = credit {
                        credit.key = of(sale.customer.map_or(0, |c| c.0));
                    }
                }
                self.table(
                    &Material {
                        shown: seen.shown,
                        seen: seen.seen,
                        ..sold
                    },
                    ask.by,
                )
            }
        };
        let orders = self.orders(period);
        if !self.has_impressions {
            notes.push(
                "No impressions yet: click rate and conversion need an event file that says what was shown and clicked (`regulars import events.jsonl`). Until then this is what orders can tell.".into(),
            );
        }
        if orders.foreign_orders > 0 {
            notes.push(format!(
                "{} in other currencies not counted.",
                rounding::counted(orders.foreign_orders, "order", "orders")
            ));
        }
        let money = self.reconcile(period, &table, &orders);
        Ok(Results {
            by: ask.by,
            period,
            period_words: ask.span.words(),
            attribution: *self.preset,
            currency: self.currency,
            has_impressions: self.has_impressions,
            rows: table.rows,
            totals: table.totals,
            money,
            orders,
            notes,
            definitions: metrics::ALL,
        })
    }

    /// The answer for the strategies of a period, as the Results screen has it.
    pub(crate) fn strategies(
        &self,
        db: &Db<'_>,
        span: Span,
        period: Period,
    ) -> Result<Results, Error> {
        let ask = Ask {
            span,
            ..Ask::default()
        };
        self.results(db, &ask, period)
    }

    /// The RFM group (its place in [`RfmGroup::ALL`]) of everybody who saw one of these strategies or bought through it,
    /// as of the day before they first saw it in the period: a later order must not move a visitor into the group
    /// that then seems to buy. The cut points are those of now.
    fn groups(
        &self,
        db: &Db<'_>,
        period: Period,
        which: impl Fn(i64) -> bool,
    ) -> Result<FxHashMap<u32, usize>, Error> {
        let mut first: BTreeMap<u32, Day> = BTreeMap::new();
        let mut known = RoaringBitmap::new();
        for e in &self.exposures {
            if period.holds(e.day) && which(e.strategy) {
                let fresh = &e.visitors - &known;
                first.extend(fresh.iter().map(|id| (id, e.day)));
                known |= fresh;
            }
        }
        for sale in self.sales_of(period).0 {
            if let Some(id) = sale.customer.and_then(|c| u32::try_from(c.0).ok()) {
                first.entry(id).or_insert(period.from);
            }
        }
        let cuts = store::rfm::cuts(db)?.unwrap_or_else(|| Cuts::fixed(&[], self.today));
        let sales =
            store::results::sales_of_people(db, self.zone, first.keys().copied(), self.now)?;
        Ok(first
            .into_iter()
            .map(|(id, day)| {
                let before: Vec<&(Day, Amount)> = sales
                    .get(&id)
                    .into_iter()
                    .flatten()
                    .filter(|(d, _)| *d < day)
                    .collect();
                let buyer = before.last().map(|(last, _)| Buyer {
                    // As long ago as it was then, by cut points that are of another day.
                    last_order: last.plus(cuts.set_on.0 - day.0),
                    orders: before.len() as i64,
                    spent: Amount(before.iter().map(|(_, net)| net.0).sum()),
                });
                let group = cuts.place(buyer.as_ref()).1;
                let at = RfmGroup::ALL.iter().position(|g| *g == group);
                (id, at.unwrap_or_default())
            })
            .collect())
    }

    /// How one strategy converts each group of its visitors.
    pub(crate) fn conversion_by_group(
        &self,
        db: &Db<'_>,
        period: Period,
        strategy: &str,
    ) -> Result<Vec<(String, Rate)>, Error> {
        let Some(label) = self.numbered(strategy) else {
            return Ok(Vec::new());
        };
        let (visitors, buyers) = self.people(period, |s| s == label);
        let groups = self.groups(db, period, |s| s == label)?;
        let mut sums = [(0_u64, 0_u64); RfmGroup::ALL.len()];
        for id in &visitors {
            if let Some((bought, all)) = groups.get(&id).and_then(|at| sums.get_mut(*at)) {
                *all += 1;
                *bought += u64::from(buyers.contains(id));
            }
        }
        Ok(RfmGroup::ALL
            .iter()
            .zip(sums)
            .filter(|(_, (_, all))| *all > 0)
            .map(|(group, (bought, all))| (group.word().to_owned(), Rate::of(bought, all)))
            .collect())
    }

    /// Who saw some strategies in a period, and which of them placed an order credited to these.
    pub(crate) fn people(
        &self,
        period: Period,
        which: impl Fn(i64) -> bool,
    ) -> (RoaringBitmap, RoaringBitmap) {
        let mut visitors = RoaringBitmap::new();
        let from = self.exposures.partition_point(|e| e.day < period.from);
        for e in self.exposures.get(from..).unwrap_or_default() {
            if e.day > period.to {
                break;
            }
            if which(e.strategy) {
                visitors |= &e.visitors;
            }
        }
        let (sales, credits) = self.sales_of(period);
        let mut buyers = RoaringBitmap::new();
        for (sale, touch) in sales.iter().zip(credits) {
            if touch.as_ref().is_some_and(|t| which(t.strategy)) {
                buyers.extend(sale.customer.and_then(|c| u32::try_from(c.0).ok()));
            }
        }
        buyers &= &visitors;
        (visitors, buyers)
    }

    /// The day of the newest sale read.
    pub(crate) fn last_sale(&self) -> Option<Day> {
        self.sales.last().map(|s| s.day)
    }

    /// The label of a strategy id.
    pub(crate) fn strategy_label(&self, id: &str) -> Option<i64> {
        self.numbered(id)
    }

    /// Impressions and those clicked, of all strategies.
    pub(crate) fn clicks(&self, period: Period) -> Rate {
        let mut shown = Shown::default();
        let mut moments = Moments::default();
        for (k, n) in &self.counts {
            if period.holds(k.day) {
                shown += *n;
            }
        }
        for e in self.exposures.iter().filter(|e| period.holds(e.day)) {
            moments += e.moments;
        }
        table::click_rate(&shown, &moments)
    }

    /// Everybody who came in a period, and those of them with an order.
    pub(crate) fn shop_conversion(&self, period: Period) -> Rate {
        let mut visitors = RoaringBitmap::new();
        for (day, people) in &self.came {
            if period.holds(*day) {
                visitors |= people;
            }
        }
        let buyers: RoaringBitmap = self
            .sales_of(period)
            .0
            .iter()
            .filter_map(|s| u32::try_from(s.customer?.0).ok())
            .collect();
        Rate::of(visitors.intersection_len(&buyers), visitors.len())
    }

    /// What the orders of a period say.
    pub(crate) fn orders(&self, period: Period) -> OrdersOnly {
        let money = |n: i64| Money::new(Amount(n), self.currency);
        let sales = self.sales_of(period).0;
        let gross: i64 = sales.iter().map(|s| s.gross.0).sum();
        let by_column: i64 = sales.iter().map(|s| s.refunded.0).sum();
        let dated: i64 = self
            .given_back
            .iter()
            .filter(|r| period.holds(r.day))
            .map(|r| r.total.0)
            .sum();
        let net = gross - by_column - dated;
        let mut orders_of: FxHashMap<i64, u64> = FxHashMap::default();
        for customer in sales.iter().filter_map(|s| s.customer) {
            *orders_of.entry(customer.0).or_default() += 1;
        }
        let again = orders_of.values().filter(|n| **n > 1).count() as u64;
        let mut values: Vec<i64> = sales.iter().map(|s| s.net.0).collect();
        let cap = revenue::cap(&mut values).unwrap_or(i64::MAX);
        let mut average_order = table::average(&values, values.iter().sum(), cap, self.currency);
        // Here each refund counts on its own date; its spread is that of the orders.
        average_order.rest_on(money(net));
        OrdersOnly {
            orders: sales.len() as u64,
            gross: money(gross),
            refunds: money(by_column + dated),
            revenue: money(net),
            average_order,
            repeat_rate: Rate::of(again, orders_of.len() as u64),
            foreign_orders: self.foreign,
        }
    }

    fn reconcile(&self, period: Period, table: &Table, orders: &OrdersOnly) -> Reconciliation {
        let money = |n: i64| Money::new(Amount(n), self.currency);
        let orders_net: i64 = self.sales_of(period).0.iter().map(|s| s.net.0).sum();
        let revenue = orders.revenue.amount.0;
        Reconciliation {
            credited: table.totals.revenue,
            none: table.none_revenue,
            none_orders: table.none_orders,
            orders_net: money(orders_net),
            refund_dates: money(revenue - orders_net),
            revenue: orders.revenue,
        }
    }
}

/// What each sale is credited to.
fn credit(
    preset: &Preset,
    sales: &[Sale],
    found: &[Touch],
    labels: &FxHashMap<i64, String>,
) -> Vec<Option<Touch>> {
    let mut of_order: FxHashMap<OrderId, Vec<&Touch>> = FxHashMap::default();
    for touch in found {
        of_order.entry(touch.order).or_default().push(touch);
    }
    let place = |t: &Touch| Place::of(t.kind, labels.get(&t.channel).map_or("", String::as_str));
    sales
        .iter()
        .map(|sale| {
            let touches = of_order.get(&sale.order)?;
            preset.credited(touches.iter().copied(), place).copied()
        })
        .collect()
}
