//! What strategies would have found on the last weeks of a shop, made by hand.

use crate::model::strategy::State as Part;
use crate::model::time::Day;
use crate::shop::dashboard::{Found, Offline, OfflineRow};
use crate::shop::judge::{Average, Basis};
use crate::shop::results::Rate;
use crate::shop::strategies::Need;

fn average(value: f64) -> Average {
    Average {
        value,
        low: value - 0.02,
        high: value + 0.02,
    }
}

fn found(hits: u64, lift: Option<(f64, f64, f64)>) -> Found {
    Found {
        hit_rate: Rate::of(hits, 1_000),
        ndcg: average(0.352),
        long_tail: Some(average(0.412)),
        coverage: 0.369,
        products: 1_392,
        lift: lift.map(|l| l.0),
        low: lift.map(|l| l.1),
        high: lift.map(|l| l.2),
        better: match lift {
            Some((_, low, _)) if low > 0.0 => Some(true),
            Some((_, _, high)) if high < 0.0 => Some(false),
            _ => None,
        },
    }
}

fn row(name: &str, any: Option<Found>, new: Option<Found>) -> OfflineRow {
    OfflineRow {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        state: Part::Live,
        ready: true,
        need: None,
        unjudged: None,
        baseline: name == "Best Sellers",
        only_new: name == "Recommended for You",
        sentence: any
            .as_ref()
            .map(|_| format!("For your shop, {name} finds more of what people buy next.")),
        any,
        new,
    }
}

fn lacks(name: &str, have: u64, need: u64, what: &str) -> OfflineRow {
    OfflineRow {
        ready: false,
        need: Some(Need {
            what: what.into(),
            have,
            need,
        }),
        ..row(name, None, None)
    }
}

/// Six strategies, three of them judged, two that lack data, and Best Sellers; or nothing judged yet.
pub fn table(judged: bool) -> Offline {
    let best = |f: Found| judged.then_some(f);
    Offline {
        rows: vec![
            row(
                "Buy It Again",
                best(found(809, Some((0.38, 0.31, 0.46)))),
                None,
            ),
            row(
                "Recommended for You",
                best(found(620, Some((0.06, -0.01, 0.13)))),
                best(found(399, Some((0.07, 0.0, 0.15)))),
            ),
            row(
                "Bought Together",
                best(found(506, Some((-0.14, -0.2, -0.08)))),
                best(found(294, Some((-0.21, -0.3, -0.1)))),
            ),
            lacks("Most Viewed", 7, 100, "product views"),
            lacks("On Sale", 0, 1, "products with a former price"),
            row(
                "Best Sellers",
                best(found(585, None)),
                best(found(373, None)),
            ),
        ],
        sentence: judged.then(|| {
            "For your shop, Buy It Again finds 38% more of what people buy next than Best Sellers."
                .into()
        }),
        how: judged.then(|| "Ranked as of 2026-11-01 from what was known then.".into()),
        basis: judged.then_some(Basis {
            cut: Day(20_758),
            to: Day(20_777),
            people: 1_064,
            judged: 1_000,
            newcomers: 151,
            products: 3_770,
        }),
        wanted: !judged,
        lacking: Offline::LACKING,
    }
}
