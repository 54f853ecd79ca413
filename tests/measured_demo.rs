//! What is measured in the simulated shop, held against what its strategies truly do.

use regulars::shop::Shop;
use regulars::shop::dashboard::NextAction;
use regulars::shop::results::{Ask, By, Rate, Results, Span, Word};
use regulars::simulate::Size;
use std::path::PathBuf;

fn covers(rate: &Rate, truth: f64) -> bool {
    // A share that is seen is a draw around its expectation: wider than 95 %, so that one seed does not decide.
    let (low, high) = (rate.low.unwrap(), rate.high.unwrap());
    let middle = f64::midpoint(low, high);
    (truth - middle).abs() <= (high - low) / 2.0 * 1.6
}

#[test]
fn estimates_of_the_demo_cover_its_truth_and_all_cuts_agree() {
    let dir = tempfile::tempdir().unwrap();
    let path: PathBuf = dir.path().join("demo.db");
    let shop = Shop::demo(&path, Size::Medium, 1, &regulars::shop::Quiet).unwrap();
    let truth = shop.demo_truth().unwrap().unwrap();
    for (name, span) in [("last_30_days", Span::Days(30)), ("whole", Span::All)] {
        let ask = |by| Ask {
            by,
            span,
            ..Ask::default()
        };
        let r = shop.results(&ask(By::Strategy)).unwrap();
        let d = shop.dashboard(span, None).unwrap();
        let period = truth.periods.iter().find(|p| p.name == name).unwrap();
        assert_eq!(r.period.to, period.to);
        let (mut rates, mut missed) = (0, Vec::new());
        for t in &period.strategies {
            let row = r.rows.iter().find(|r| r.id == t.strategy).unwrap();
            let t = t.all;
            assert_eq!(row.shown, t.impressions, "{}", row.id);
            // A device that several people share names nobody, so a few visitors count once more than there are people.
            let apart = row.visitors.abs_diff(t.visitors) as f64;
            assert!(
                apart <= 0.01 * t.visitors as f64,
                "{}: {} {}",
                row.id,
                row.visitors,
                t.visitors
            );
            for (what, rate, truth) in [
                ("click rate", row.click_rate, t.ctr),
                ("conversion", row.conversion, t.credited_conversion),
            ] {
                if rate.value.is_some() {
                    rates += 1;
                    if !covers(&rate, truth) {
                        missed.push((row.id.clone(), what, rate, truth));
                    }
                }
            }
        }
        assert!(rates >= 12 && missed.is_empty(), "{name}: {missed:#?}");
        let cuts: Vec<Results> = By::ALL.map(|by| shop.results(&ask(by)).unwrap()).into();
        for cut in &cuts {
            assert_eq!(cut.totals.shown, r.totals.shown, "{:?}", cut.by);
            assert_eq!(cut.totals.visitors, r.totals.visitors, "{:?}", cut.by);
            assert_eq!(cut.totals.buyers, r.totals.buyers, "{:?}", cut.by);
            assert_eq!(cut.money, r.money, "{:?}", cut.by);
            assert_eq!(
                cut.rows.iter().map(|r| r.clicked).sum::<u64>(),
                r.totals.clicked
            );
        }
        assert_eq!(d.results, r);
        assert_eq!(d.cards.len(), 4);
        assert!(
            d.cards
                .iter()
                .all(|c| c.bars.len() == 6 && !c.caption.is_empty())
        );
        assert!(d.next.len() <= 3);
        assert!(
            d.next
                .iter()
                .all(|n| n.action != NextAction::Import || n.title.contains("refund"))
        );
        for row in &r.rows {
            if let Some(a) = &row.against {
                assert_ne!(a.verdict.word, Word::SplitBroken);
            }
        }
    }
}
