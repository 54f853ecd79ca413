//! Results: what was shown, what came of it, and how sure that is.

pub use crate::measure::attribution::{PRESETS, Preset};
pub use crate::measure::metrics::{ALL as METRICS, Mean, Metric, Rate};
pub use crate::measure::rounding;
pub use crate::measure::table::{RevenueAgainst, Row};
pub use crate::measure::verdict::{Against, Verdict, Word};
pub use crate::model::counts::Period;

use super::ground::{Context, Ground};
use crate::model::money::{Currency, Money};
use crate::model::time::Day;
use crate::shop::{Error, Shop};
use serde::Serialize;
use std::str::FromStr;

impl Shop {
    /// What was shown in a period, what came of it, and how sure that is.
    ///
    /// # Errors
    /// An unknown attribution preset or strategy is [`Error::Asked`].
    pub fn results(&self, ask: &Ask) -> Result<Results, Error> {
        let context = Context::of(self, &ask.attribution)?;
        self.store.read(|db| {
            let period = context.period(db, ask.span)?;
            let ground = Ground::load(db, &context, period, period.from)?;
            ground.results(db, ask, period)
        })
    }
}

/// What the rows of the table stand for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// One row per strategy.
    #[default]
    Strategy,
    /// One row per strategy and experiment variant.
    Variant,
    /// One row per RFM group that the visitor was in when they first saw it.
    Group,
    /// One row per spot on a page.
    Placement,
    /// One row per channel.
    Channel,
    /// One row per shop day.
    Day,
}

impl By {
    /// Every cut, in the order of screens.
    pub const ALL: [By; 6] = [
        By::Strategy,
        By::Variant,
        By::Group,
        By::Placement,
        By::Channel,
        By::Day,
    ];

    /// The word in commands and JSON.
    pub fn word(self) -> &'static str {
        match self {
            By::Strategy => "strategy",
            By::Variant => "variant",
            By::Group => "group",
            By::Placement => "placement",
            By::Channel => "channel",
            By::Day => "day",
        }
    }
}

impl FromStr for By {
    type Err = Error;
    fn from_str(text: &str) -> Result<By, Error> {
        let word = text.trim().to_lowercase();
        By::ALL
            .into_iter()
            .find(|by| by.word() == word)
            .ok_or_else(|| {
                Error::Asked(format!(
                    "`{text}` is not a cut of the results. Use one of: strategy, variant, group, placement, channel, day."
                ))
            })
    }
}

/// Which time is looked at, relative to the shop's now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Span {
    /// The last days, today included.
    Days(u32),
    /// From the first event or order on.
    All,
    /// From one day to another, both included.
    Between(Day, Day),
}

impl Default for Span {
    fn default() -> Span {
        Span::Days(30)
    }
}

impl Span {
    /// The choices of a screen.
    pub const CHOICES: [Span; 4] = [Span::Days(7), Span::Days(30), Span::Days(90), Span::All];

    /// `30 days`, `all time`, `2026-01-01 to 2026-01-31`.
    pub fn words(self) -> String {
        match self {
            Span::Days(1) => "today".into(),
            Span::Days(n) => format!("{n} days"),
            Span::All => "all time".into(),
            Span::Between(a, b) => format!("{a} to {b}"),
        }
    }
}

impl FromStr for Span {
    type Err = Error;
    fn from_str(text: &str) -> Result<Span, Error> {
        let word = text.trim().to_lowercase();
        let wrong = || {
            Error::Asked(format!(
                "`{text}` is not a period. Write 30d, 12w, all, or 2026-01-01..2026-01-31."
            ))
        };
        if word == "all" {
            return Ok(Span::All);
        }
        if let Some((a, b)) = word.split_once("..") {
            let (a, b): (Day, Day) = (
                a.parse().map_err(|()| wrong())?,
                b.parse().map_err(|()| wrong())?,
            );
            return if a <= b {
                Ok(Span::Between(a, b))
            } else {
                Err(Error::Asked(format!(
                    "The period {a}..{b} ends before it begins. Write {b}..{a}."
                )))
            };
        }
        let days = |n: &str, each: u32| n.parse::<u32>().ok().and_then(|n| n.checked_mul(each));
        let n = if let Some(n) = word.strip_suffix('d') {
            days(n, 1)
        } else if let Some(n) = word.strip_suffix('w') {
            days(n, 7)
        } else if let Some(n) = word.strip_suffix('y') {
            days(n, 365)
        } else {
            None
        };
        n.filter(|n| (1..=36_500).contains(n))
            .map(Span::Days)
            .ok_or_else(wrong)
    }
}

/// What is asked of the results.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ask {
    /// The cut.
    pub by: By,
    /// The time.
    pub span: Span,
    /// Id of an attribution preset; empty = the default.
    pub attribution: String,
    /// Only this strategy (its id).
    pub strategy: Option<String>,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Results {
    /// The cut.
    pub by: By,
    /// Days looked at.
    pub period: Period,
    /// The period in words.
    pub period_words: String,
    /// The rule of credit.
    pub attribution: Preset,
    /// Currency of every amount.
    pub currency: Currency,
    /// Whether the shop has logged impressions at all (in any period).
    pub has_impressions: bool,
    /// Best first, rows with too few visitors after, the control last.
    pub rows: Vec<Row>,
    /// All rows together; a visitor counts once.
    pub totals: Row,
    /// How credits and the shop's revenue fit together.
    pub money: Reconciliation,
    /// What the orders of the period say, impressions or not.
    pub orders: OrdersOnly,
    /// Remarks that a reader needs: which cut was scanned, which file would bring what is missing.
    pub notes: Vec<String>,
    /// Definitions of the figures above.
    pub definitions: &'static [Metric],
}

/// Sum of credits + none + refund dates = the shop's net revenue, to the cent.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Reconciliation {
    /// Net revenue credited to rows.
    pub credited: Money,
    /// Net revenue of orders that nobody gets: "(none)".
    pub none: Money,
    /// How many such orders.
    pub none_orders: u64,
    /// All orders of the period less what was ever given back on them: credited + none.
    pub orders_net: Money,
    /// Given back on these orders on days outside the period, less given back in the period on other orders or on none.
    pub refund_dates: Money,
    /// The shop's net revenue of the period, each refund on its own date.
    pub revenue: Money,
}

/// What orders alone can tell of a period.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct OrdersOnly {
    /// Orders that count as sales, in the shop's currency.
    pub orders: u64,
    /// Goods after discounts.
    pub gross: Money,
    /// Refunds dated in the period.
    pub refunds: Money,
    /// Gross less refunds.
    pub revenue: Money,
    /// Net revenue of these orders / orders.
    pub average_order: Mean,
    /// Customers with two or more orders / with one or more.
    pub repeat_rate: Rate,
    /// Orders in other currencies, counted apart.
    pub foreign_orders: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::{HOUR, Moment, Zone};
    use crate::shop::Options;
    use crate::store::fixture::{self, Happened, Ordered};
    use crate::store::{self, rollups, touches};

    const MINUTE: i64 = HOUR / 60;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn at(text: &str) -> i64 {
        Moment::parse_rfc3339(text).unwrap().0
    }

    /// Two days of a shop, small enough to be reckoned by hand.
    ///
    /// | visitor | saw | clicked | bought |
    /// |---|---|---|---|
    /// | 1 | bought-together twice on the 10th | P1 and P2 in the first | P1 after 25 minutes, 50.00, 10.00 given back on the 11th |
    /// | 2 | bought-together on the 10th and 11th | P2 in the first | P2 after exactly 24 hours, 30.00 |
    /// | 3 | control on the 10th | P4 | P9, 20.00; P4 after 24 hours and a bit, 8.00; a cancelled order |
    /// | 4 | control on the 11th | nothing | P5, 70.00, 7.00 given back on the 12th |
    /// | nobody | | | P1, 15.00 |
    fn shop() -> (tempfile::TempDir, Shop) {
        let (dir, path) = fixture::shop_file();
        let now = Moment::parse_rfc3339("2026-11-12T12:00:00Z");
        let shop = Shop::open(
            &path,
            Options {
                now,
                read_only: false,
            },
        )
        .unwrap();
        let d10 = at("2026-11-10T00:00:00Z");
        let d11 = at("2026-11-11T00:00:00Z");
        let h = |n: f64| (n * HOUR as f64) as i64;
        shop.store
            .write(|tx| {
                fixture::people(tx, 1..=5);
                fixture::products(tx, 1..=9);
                let shown =
                    |id, at, customer, strategy: &'static str, items: &'static [i64]| Happened {
                        id,
                        kind: "impression",
                        at,
                        customer,
                        session: Some(customer * 10 + i64::from(at >= d11)),
                        strategy,
                        placement: "home-1",
                        channel: "web",
                        items,
                        ..Happened::default()
                    };
                fixture::event(tx, shown(1, d10 + h(10.0), 1, "bought-together", &[1, 2]));
                fixture::event(tx, shown(2, d10 + h(11.0), 1, "bought-together", &[1, 3]));
                fixture::event(tx, shown(3, d10 + h(12.0), 2, "bought-together", &[2]));
                fixture::event(tx, shown(4, d10 + h(13.0), 3, "control", &[4]));
                fixture::event(tx, shown(5, d11 + h(9.0), 4, "control", &[4, 5]));
                fixture::event(tx, shown(6, d11 + h(9.0), 2, "bought-together", &[2]));
                let click = |id, at, customer, impression, product| Happened {
                    id,
                    kind: "click",
                    at,
                    customer,
                    impression,
                    product: Some(product),
                    ..Happened::default()
                };
                fixture::event(tx, click(11, d10 + h(10.0) + 5 * MINUTE, 1, Some(1), 1));
                fixture::event(tx, click(12, d10 + h(10.0) + 6 * MINUTE, 1, Some(1), 2));
                // Names no impression, only strategy and spot: it is the one ten minutes before.
                fixture::event(
                    tx,
                    Happened {
                        strategy: "bought-together",
                        placement: "home-1",
                        ..click(13, d10 + h(12.0) + 10 * MINUTE, 2, None, 2)
                    },
                );
                fixture::event(tx, click(14, d10 + h(13.0) + MINUTE, 3, Some(4), 4));
                let cart = |id, at, customer, product| Happened {
                    id,
                    kind: "add_to_cart",
                    at,
                    customer,
                    session: Some(customer * 10 + i64::from(at >= d11)),
                    product: Some(product),
                    ..Happened::default()
                };
                fixture::event(tx, cart(21, d10 + h(10.0) + 10 * MINUTE, 1, 1));
                fixture::event(tx, cart(22, d10 + h(12.0) + 10 * MINUTE, 2, 9));
                fixture::event(tx, cart(23, d11 + h(9.0) + 10 * MINUTE, 4, 5));
                // Visitor 5 only looks around.
                fixture::event(
                    tx,
                    Happened {
                        id: 31,
                        kind: "view",
                        at: d11,
                        customer: 5,
                        product: Some(1),
                        ..Happened::default()
                    },
                );
                let sold = |id, at, customer, product, gross| Ordered {
                    id,
                    at,
                    customer,
                    product,
                    gross,
                    sale: true,
                    own_currency: true,
                };
                let order = |id, at, c, p, gross| fixture::order(tx, &sold(id, at, c, p, gross));
                order(1, d10 + h(10.5), Some(1), 1, 5000);
                order(2, d11 + h(12.0) + 10 * MINUTE, Some(2), 2, 3000);
                order(3, d10 + h(14.0), Some(3), 9, 2000);
                order(4, d11 + h(10.0), Some(4), 5, 7000);
                order(5, d11 + h(11.0), None, 1, 1500);
                order(7, d11 + h(13.0) + MINUTE + 1, Some(3), 4, 800);
                let cancelled = Ordered {
                    sale: false,
                    ..sold(6, d10 + h(14.0), Some(3), 4, 9900)
                };
                let abroad = Ordered {
                    own_currency: false,
                    ..sold(8, d11 + h(14.0), Some(3), 4, 9900)
                };
                fixture::order(tx, &cancelled);
                fixture::order(tx, &abroad);
                fixture::refund(tx, 1, d11, Some(1), 1000);
                fixture::refund(tx, 2, d11, None, 500);
                fixture::refund(tx, 3, at("2026-11-12T09:00:00Z"), Some(4), 700);
                rollups::recompute_all(tx, Zone::UTC)?;
                touches::recompute_all(tx)?;
                Ok::<(), store::Error>(())
            })
            .unwrap();
        (dir, shop)
    }

    fn ask(by: By) -> Ask {
        Ask {
            by,
            span: Span::Between(day("2026-11-10"), day("2026-11-11")),
            ..Ask::default()
        }
    }

    fn cents(money: Money) -> i64 {
        money.amount.0
    }

    #[test]
    fn every_figure_of_two_days_is_what_a_hand_reckons() {
        let (_dir, shop) = shop();
        let r = shop.results(&ask(By::Strategy)).unwrap();
        assert_eq!(r.rows.len(), 2);
        let (bt, control) = (&r.rows[0], &r.rows[1]);
        assert_eq!(
            (bt.id.as_str(), bt.external, bt.control),
            ("bought-together", false, false)
        );
        assert_eq!(
            (control.id.as_str(), control.external, control.control),
            ("control", false, true)
        );
        assert_eq!(bt.click_rate.counts(), (2, 4));
        assert_eq!(bt.cart_rate.counts(), (1, 4));
        assert_eq!(bt.conversion.counts(), (2, 2));
        assert_eq!(
            (bt.shown, bt.clicked, bt.visitors, bt.buyers, bt.orders),
            (4, 2, 2, 2, 2)
        );
        assert_eq!((cents(bt.gross), cents(bt.revenue)), (8000, 7000));
        assert_eq!(bt.average_order.value.map(cents), Some(3500));
        assert_eq!(
            (
                cents(bt.revenue_per_visitor.numerator),
                bt.revenue_per_visitor.denominator
            ),
            (7000, 2)
        );
        assert_eq!(control.click_rate.counts(), (1, 2));
        assert_eq!(control.cart_rate.counts(), (1, 2));
        assert_eq!(control.conversion.counts(), (0, 2));
        assert_eq!((control.orders, cents(control.revenue)), (0, 0));
        assert_eq!(control.average_order.value, None);
        // All that visitors 3 and 4 bought: 20 + 8 + 63.
        assert_eq!(cents(control.revenue_per_visitor.numerator), 9100);
        // Too few to show a rate, and it says how many more.
        assert_eq!((bt.click_rate.value, bt.click_rate.needed), (None, 26));
        assert_eq!(
            (
                bt.conversion.value,
                bt.conversion.needed,
                bt.visitors_needed
            ),
            (None, 28, 98)
        );
        assert!(!bt.ranked);
        let verdict = &bt.against.as_ref().unwrap().verdict;
        assert_eq!(verdict.word, Word::CannotSay);
        assert_eq!(r.totals.click_rate.counts(), (3, 6));
        assert_eq!(r.totals.conversion.counts(), (2, 4));
    }

    #[test]
    fn credits_none_and_refund_dates_make_the_revenue_to_the_cent() {
        let (_dir, shop) = shop();
        for preset in PRESETS {
            for by in By::ALL {
                let r = shop
                    .results(&Ask {
                        attribution: preset.id.into(),
                        ..ask(by)
                    })
                    .unwrap();
                let m = &r.money;
                let rows: i64 = r.rows.iter().map(|r| cents(r.revenue)).sum();
                assert_eq!(rows, cents(m.credited));
                assert_eq!(cents(m.credited) + cents(m.none), cents(m.orders_net));
                assert_eq!(
                    cents(m.orders_net) + cents(m.refund_dates),
                    cents(m.revenue)
                );
                // 193.00 sold, 10.00 and 5.00 given back in these days; 7.00 later.
                assert_eq!(
                    (cents(m.orders_net), cents(m.refund_dates), cents(m.revenue)),
                    (17_600, 200, 17_800)
                );
                assert_eq!(
                    (
                        r.orders.orders,
                        cents(r.orders.gross),
                        cents(r.orders.refunds)
                    ),
                    (6, 19_300, 1500)
                );
                assert_eq!(r.orders.average_order.value.map(cents), Some(2967));
                assert_eq!(r.orders.repeat_rate.counts(), (1, 4));
                assert_eq!(r.orders.foreign_orders, 1);
                // No cut loses or doubles anything.
                assert_eq!(r.rows.iter().map(|r| r.shown).sum::<u64>(), 6);
                assert_eq!(r.totals.visitors, 4);
            }
        }
    }

    #[test]
    fn another_rule_of_credit_gives_other_credits() {
        let (_dir, shop) = shop();
        let credited = |preset: &str| {
            let ask = Ask {
                attribution: preset.into(),
                ..ask(By::Strategy)
            };
            let r = shop.results(&ask).unwrap();
            r.rows
                .iter()
                .map(|r| (r.id.clone(), r.orders, cents(r.revenue)))
                .collect::<Vec<_>>()
        };
        let row = |id: &str, orders, revenue| (id.to_owned(), orders, revenue);
        assert_eq!(
            credited("nosto"),
            [row("bought-together", 1, 4000), row("control", 0, 0)]
        );
        assert_eq!(
            credited("google"),
            [row("bought-together", 2, 7000), row("control", 2, 2800)]
        );
        assert_eq!(
            credited("klaviyo"),
            [row("bought-together", 0, 0), row("control", 0, 0)]
        );
        let wrong = shop.results(&Ask {
            attribution: "moon".into(),
            ..Ask::default()
        });
        assert!(
            wrong
                .unwrap_err()
                .to_string()
                .contains("regulars, any_product")
        );
    }

    #[test]
    fn other_cuts_count_the_same_things() {
        let (_dir, shop) = shop();
        let rows = |by| shop.results(&ask(by)).unwrap().rows;
        let of = |by| {
            rows(by)
                .iter()
                .map(|r| {
                    (
                        r.id.clone(),
                        r.shown,
                        r.clicked,
                        r.visitors,
                        r.buyers,
                        cents(r.revenue),
                    )
                })
                .collect::<Vec<_>>()
        };
        let row = |id: &str, a, b, c, d, e| (id.to_owned(), a, b, c, d, e);
        assert_eq!(of(By::Placement), [row("home-1", 6, 3, 4, 2, 7000)]);
        // Visitor 2's order of the 11th is credited to a click of the 10th, and they saw it on both days.
        assert_eq!(
            of(By::Day),
            [
                row("2026-11-10", 4, 3, 3, 1, 4000),
                row("2026-11-11", 2, 0, 2, 1, 3000)
            ]
        );
        // Nobody had bought before they saw it.
        assert_eq!(of(By::Group), [row("Prospects", 6, 3, 4, 2, 7000)]);
        assert_eq!(of(By::Variant)[0], row("bought-together", 4, 2, 2, 2, 7000));
        let only = shop
            .results(&Ask {
                strategy: Some("control".into()),
                ..ask(By::Placement)
            })
            .unwrap();
        assert_eq!((only.rows[0].shown, only.totals.visitors), (2, 2));
        assert!(
            shop.results(&Ask {
                strategy: Some("x".into()),
                ..ask(By::Day)
            })
            .is_err()
        );
    }

    #[test]
    fn the_dashboard_shows_the_same_figures() {
        let (_dir, shop) = shop();
        let span = ask(By::Strategy).span;
        let d = shop.dashboard(span, None).unwrap();
        assert_eq!(d.results, shop.results(&ask(By::Strategy)).unwrap());
        let captions: Vec<&str> = d.cards.iter().map(|c| c.caption.as_str()).collect();
        assert_eq!(
            captions,
            [
                "3 clicks of 6 shown",
                "4 buyers of 5 people",
                "6 orders, after refunds",
                "193 less 15 given back"
            ]
        );
        assert_eq!(
            (d.cards[2].value.as_str(), d.cards[3].value.as_str()),
            ("29.67", "178.00")
        );
        assert_eq!(d.cards[0].value, "n/a");
        // Two days: the last two of six bars.
        assert_eq!(
            d.cards[3].bars,
            [None, None, None, None, Some(70.0), Some(108.0)]
        );
        let funnel = d.funnel.unwrap();
        let steps: Vec<(&str, u64)> = funnel.steps.iter().map(|s| (s.name, s.count)).collect();
        assert_eq!(
            (funnel.id.as_str(), steps),
            (
                "bought-together",
                vec![("Shown", 4), ("Clicked", 2), ("In cart", 1), ("Bought", 2)]
            )
        );
        assert_eq!(d.works_for.len(), 1);
        assert_eq!(
            (
                d.works_for[0].name.as_str(),
                d.works_for[0].conversion.counts()
            ),
            ("Prospects", (2, 2))
        );
        assert!(
            d.next.iter().any(|n| n.title.contains("currency")),
            "{:?}",
            d.next
        );
    }

    #[test]
    fn a_shop_that_has_only_orders_gets_what_orders_tell() {
        let (_dir, path) = fixture::shop_file();
        let now = Moment::parse_rfc3339("2026-11-12T12:00:00Z");
        let shop = Shop::open(
            &path,
            Options {
                now,
                read_only: false,
            },
        )
        .unwrap();
        shop.store
            .write(|tx| {
                fixture::people(tx, 1..=2);
                fixture::products(tx, 1..=1);
                for (id, customer) in [(1, 1), (2, 1), (3, 2)] {
                    fixture::order(
                        tx,
                        &Ordered {
                            id,
                            at: at("2026-11-10T10:00:00Z") + id,
                            customer: Some(customer),
                            product: 1,
                            gross: 1000,
                            sale: true,
                            own_currency: true,
                        },
                    );
                }
                Ok::<(), store::Error>(())
            })
            .unwrap();
        let d = shop.dashboard(Span::Days(30), None).unwrap();
        let keys: Vec<&str> = d.cards.iter().map(|c| c.key).collect();
        assert_eq!(keys, ["revenue", "orders", "average_order", "repeat_rate"]);
        assert_eq!(d.cards[3].caption, "1 of 2 came back");
        assert!(!d.results.has_impressions && d.results.rows.is_empty());
        assert_eq!(d.results.totals.click_rate.value, None);
        assert_eq!(cents(d.results.money.none), 3000);
        assert!(d.results.notes[0].contains("event file"));
        assert!(d.next.iter().any(|n| n.title == "Bring in what was shown"));
    }

    #[test]
    fn a_period_is_read_as_written() {
        assert_eq!("30d".parse::<Span>().unwrap(), Span::Days(30));
        assert_eq!("12w".parse::<Span>().unwrap(), Span::Days(84));
        assert_eq!("ALL".parse::<Span>().unwrap(), Span::All);
        assert_eq!(
            "2026-11-10..2026-11-11".parse::<Span>().unwrap(),
            Span::Between(day("2026-11-10"), day("2026-11-11"))
        );
        for wrong in [
            "",
            "0d",
            "x",
            "2026-11-11..2026-11-10",
            "2026-11-31..2026-12-01",
            "99999999999d",
        ] {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
    }
}
