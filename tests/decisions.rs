//! A shop's decisions from file to reason: preview, why, why-not, as-of, documents and their undo.

use regulars::model::ids::{CustomerId, ProductId};
use regulars::model::money::Price;
use regulars::model::placement::PageType;
use regulars::model::product::VariantRecord;
use regulars::model::record::{ProductRecord, Record};
use regulars::model::strategy::State;
use regulars::model::time::{DAY, Moment};
use regulars::shop::preview::{Ask, Preview, Who};
use regulars::shop::recommend::{RecommendAsk, Recommended};
use regulars::shop::results::Span;
use regulars::shop::{Cancel, Options, Quiet, Shop};
use regulars::simulate::{Size, shop};
use regulars::store::batches::BatchMeta;
use regulars::store::{Importer, Store, settings};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

fn at(record: &Record) -> Moment {
    match record {
        Record::Order(r) => r.at,
        Record::Refund(r) => r.at,
        Record::Adjustment(r) => r.at,
        Record::Event(r) => r.at,
        Record::Product(r) => r.state_at.or(r.added).unwrap_or_default(),
        Record::Customer(_) | Record::Campaign(_) | Record::Place(_) | Record::Weather(_) => {
            Moment(i64::MIN)
        }
    }
}

/// Writes the small simulated shop, of its facts only those up to a moment.
fn fill(path: &Path, until: Moment) -> Moment {
    let made = shop(Size::Small, 1);
    let clock = made.settings().clock;
    let store = Store::open(path).unwrap();
    store
        .write(|tx| {
            for (key, value) in [
                ("currency", "EUR".to_owned()),
                ("zone", "Europe/Berlin".to_owned()),
                ("demo_clock", clock.min(until).to_string()),
            ] {
                settings::set(tx, key, Some(&serde_json::Value::String(value)))?;
            }
            let meta = BatchMeta {
                file_name: "made.jsonl".into(),
                file_hash: "x".into(),
                format: "own".into(),
                imported_at: clock,
                stated_at: clock,
            };
            let mut importer = Importer::begin(tx, &meta)?;
            for record in made.records().filter(|r| at(r) <= until) {
                importer.put(record)?;
            }
            importer.finish()?;
            Ok::<_, regulars::store::Error>(())
        })
        .unwrap();
    clock
}

/// The whole shop, made once for all tests that do not change it.
fn whole() -> &'static Shop {
    static WHOLE: OnceLock<(tempfile::TempDir, Shop)> = OnceLock::new();
    let (_, shop) = WHOLE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shop.db");
        fill(&path, Moment(i64::MAX));
        (dir, Shop::open(&path, Options::default()).unwrap())
    });
    shop
}

fn home(shop: &Shop, id: i64, at: Option<Moment>) -> Preview {
    let mut ask = Ask::new(Who::Customer(CustomerId(id)), PageType::Home);
    ask.at = at;
    shop.preview(&ask).unwrap()
}

/// Customers who bought, most first.
fn buyers(shop: &Shop) -> Vec<i64> {
    let people = shop.group_member_ids("orders >= 3").unwrap();
    people.into_iter().map(|id| id.0).collect()
}

fn products(preview: &Preview) -> Vec<(String, Vec<ProductId>)> {
    let of = |b: &regulars::shop::preview::PreviewBlock| {
        (
            b.placement.clone(),
            b.slots.iter().map(|s| s.product).collect(),
        )
    };
    preview.blocks.iter().map(of).collect()
}

#[test]
fn a_new_shop_has_a_sensible_homepage_for_everybody() {
    let shop = whole();
    let visitor = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    assert!(visitor.blocks.len() >= 5);
    let shown = visitor.blocks.iter().filter(|b| b.hidden.is_none()).count();
    assert!(shown >= 4, "{:#?}", visitor.blocks);
    assert_eq!(visitor.personal_share, 0.0);
    let buyers = buyers(shop);
    assert!(buyers.len() > 20);
    let mut personal = 0;
    for id in &buyers {
        let page = home(shop, *id, None);
        let mut seen = BTreeSet::new();
        for slot in page.blocks.iter().flat_map(|b| &b.slots) {
            assert!(seen.insert(slot.product), "twice on the page of {id}");
            assert!(slot.stock.is_none_or(|n| n > 0), "sold out: {slot:?}");
            assert!(!slot.headline.is_empty() && slot.score >= 0.0);
        }
        assert_eq!(page.level.slots(), seen.len());
        personal += usize::from(page.level.personal > 0);
        assert_eq!(page, home(shop, *id, None), "same input, same page");
    }
    assert!(
        personal > buyers.len() / 2,
        "{personal} of {}",
        buyers.len()
    );
    let ask = Ask::new(Who::Group("orders >= 3".into()), PageType::Home);
    let typical = shop.preview(&ask).unwrap();
    assert!(typical.customer.is_some_and(|id| buyers.contains(&id.0)));
    assert!(typical.who.contains("typical member"));
}

#[test]
fn a_reason_leads_to_as_many_rows_as_it_says_and_the_grade_follows_the_greater_part() {
    let shop = whole();
    let (mut listed, mut others, mut grades) = (0, 0, BTreeSet::new());
    for id in buyers(shop).into_iter().take(6) {
        let ask = Ask::new(Who::Customer(CustomerId(id)), PageType::Home);
        let page = shop.preview(&ask).unwrap();
        for block in page.blocks.iter().filter(|b| b.hidden.is_none()) {
            let slot = &block.slots[0];
            let why = |most| {
                let why = shop.why_down_to(&ask, block.number, slot.slot, most);
                why.unwrap()
            };
            let (all, few) = (why(usize::MAX), why(2));
            assert_eq!((&all.headline, &all.detail), (&slot.headline, &slot.detail));
            for (all, few) in all.terms.iter().zip(&few.terms) {
                assert_eq!(all.evidence.len(), all.total, "{all:?}");
                assert_eq!((all.total, &all.words), (few.total, &few.words));
                assert_eq!(few.evidence, all.evidence[..all.total.min(2)]);
                let once: BTreeSet<_> = all.evidence.iter().map(|p| (p.kind, p.id)).collect();
                assert_eq!(once.len(), all.total);
                listed += usize::from(all.total > 2);
                if let Some(also) = &all.also {
                    assert_eq!(also.rows.len(), also.total);
                    let said = format!("{} of ", also.total);
                    assert!(all.detail.starts_with(&said), "{}", all.detail);
                    let people: BTreeSet<_> = also.rows.iter().map(|p| p.customer).collect();
                    assert_eq!(people.len(), also.total, "each of them once");
                    assert!(!people.contains(&Some(CustomerId(id))));
                    others += 1;
                }
            }
            let sum: f64 = all.parts.iter().map(|p| p.addend).sum();
            assert!((sum - all.score).abs() < 1e-6, "{all:?}");
            let sided = all.parts.iter().find(|p| p.side.is_some());
            if slot.from == "Recommended for You" {
                assert_eq!(sided.unwrap().side, Some(slot.grade));
                grades.insert(slot.grade);
            }
        }
    }
    assert!(listed > 10 && others > 0, "{listed} {others} {grades:?}");
}

#[test]
fn why_goes_down_to_lines_of_the_file_and_adds_up() {
    let shop = whole();
    let mut proofs = 0;
    for id in buyers(shop).into_iter().take(10) {
        let ask = Ask::new(Who::Customer(CustomerId(id)), PageType::Home);
        let page = shop.preview(&ask).unwrap();
        for (block, slot) in page
            .blocks
            .iter()
            .flat_map(|b| b.slots.iter().map(move |s| (b, s)))
        {
            let why = shop.why(&ask, block.number, slot.slot).unwrap();
            assert_eq!((why.product, why.score), (slot.product, slot.score));
            let sum: f64 = why.terms.iter().map(|t| t.addend).sum();
            assert!((sum - why.score).abs() < 1e-6, "{why:#?}");
            for proof in why.terms.iter().flat_map(|t| &t.evidence) {
                assert!(proof.line > 0 && proof.file == "made.jsonl" && proof.at <= why.at);
                proofs += 1;
            }
        }
    }
    assert!(proofs > 50, "{proofs}");
    let ask = Ask::new(Who::Visitor, PageType::Home);
    let error = shop.why(&ask, 99, 1).unwrap_err().to_string();
    assert!(error.contains("the page has 1 to"), "{error}");
}

#[test]
fn why_not_answers_for_every_product() {
    let shop = whole();
    let id = buyers(shop)[0];
    let ask = Ask::new(Who::Customer(CustomerId(id)), PageType::Home);
    let page = shop.preview(&ask).unwrap();
    let shown: BTreeSet<i64> = page
        .blocks
        .iter()
        .flat_map(|b| &b.slots)
        .map(|s| s.product.0)
        .collect();
    let mut kinds = BTreeSet::new();
    for product in 1..=60 {
        let answer = shop.why_not(&ask, ProductId(product), None).unwrap();
        assert_eq!(answer.shown, shown.contains(&product), "{answer:#?}");
        assert_eq!(answer.blocks.len(), page.blocks.len());
        for block in &answer.blocks {
            assert!(block.slot.is_some() || block.because.is_some());
            kinds.extend(block.because.clone());
        }
        assert!(answer.answer.ends_with('.'), "{}", answer.answer);
    }
    assert!(
        kinds.iter().any(|k| k == "out of stock") || kinds.len() > 5,
        "{kinds:?}"
    );
    let one = shop.why_not(&ask, ProductId(1), Some(1)).unwrap();
    assert_eq!(one.blocks.len(), 1);
}

#[test]
fn recommend_answers_for_people_visits_and_products() {
    let shop = whole();
    let id = buyers(shop)[0];
    let ask = RecommendAsk {
        customer: Some(CustomerId(id)),
        n: 10,
        ..RecommendAsk::default()
    };
    let got = shop.recommend(&ask).unwrap();
    assert_eq!(got.ranker, "Recommended for You");
    assert!(!got.items.is_empty() && got.items.len() <= 10);
    let beside = RecommendAsk {
        product: Some(got.items[0].product),
        strategy: Some("bought-together".into()),
        n: 5,
        ..RecommendAsk::default()
    };
    let got = shop.recommend(&beside).unwrap();
    assert_eq!(got.items.len(), 5, "the fallback chain fills");
    let wrong = RecommendAsk {
        ranker: Some("Best Selers".into()),
        n: 5,
        ..RecommendAsk::default()
    };
    let error = shop.recommend(&wrong).unwrap_err().to_string();
    assert!(error.contains("Best Sellers"), "{error}");
}

#[test]
fn what_happens_later_never_changes_an_earlier_decision() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let clock = shop(Size::Small, 1).settings().clock;
    let then = clock.plus(-60 * DAY);
    fill(&path, then);
    let short = Shop::open(&path, Options::default()).unwrap();
    let long = whole();
    let names = |shop: &Shop, preview: &Preview| -> Vec<(String, String, String)> {
        let _ = shop;
        let slots = preview
            .blocks
            .iter()
            .flat_map(|b| b.slots.iter().map(move |s| (b, s)));
        slots
            .map(|(b, s)| {
                (
                    b.placement.clone(),
                    s.name.clone(),
                    format!("{:?} {:.6}", s.price, s.score),
                )
            })
            .collect()
    };
    let mut compared = 0;
    for id in short
        .group_member_ids("orders >= 2")
        .unwrap()
        .into_iter()
        .take(25)
    {
        let detail = long.group_member_ids("orders >= 2").unwrap();
        if !detail.contains(&id) {
            continue;
        }
        let (a, b) = (home(&short, id.0, Some(then)), home(long, id.0, Some(then)));
        if a.who != b.who {
            continue;
        }
        assert_eq!(names(&short, &a), names(long, &b), "customer {id}");
        compared += 1;
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn documents_change_pages_are_checked_and_can_be_undone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    fill(&path, Moment(i64::MAX));
    let shop = Shop::open(&path, Options::default()).unwrap();
    let list = shop.strategies().unwrap();
    assert!(list.len() >= 10);
    let best = list.iter().find(|s| s.id == "best-sellers").unwrap();
    assert!(
        best.ready && best.problem.is_none() && best.since.is_none(),
        "{best:?}"
    );
    assert!(list.iter().all(|s| s.problem.is_none()), "{list:?}");
    assert!(shop.rules().unwrap().iter().all(|r| r.problem.is_none()));
    assert!(shop.layouts().unwrap().iter().all(|l| l.problem.is_none()));

    let before = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    let five = |p: &Preview| p.blocks[4].hidden.clone();
    assert_eq!(five(&before), None);
    shop.set_strategy_state("best-sellers", State::Paused)
        .unwrap();
    let paused = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    assert_eq!(five(&paused).as_deref(), Some("paused"));
    let log = shop.log(5).unwrap();
    assert_eq!(log[0].what, "set the strategy Best Sellers paused");
    shop.undo(&Quiet, &Cancel::default()).unwrap();
    let again = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    assert_eq!(products(&again), products(&before));

    for (text, says) in [
        (
            "id = \"x\"\nname = \"X\"\nranker = \"Best Selers\"\n",
            "no ranker is called",
        ),
        (
            "id = \"x\"\nname = \"X\"\nranker = \"Trending\"\nfilter = \"pryce > 3\"\n",
            "pryce",
        ),
        (
            "id = \"x\"\nname = \"X\"\nranker = \"Trending\"\ngroup = \"ordrs > 3\"\n",
            "neither a saved group",
        ),
        (
            "id = \"x\"\nname = \"X\"\nranker = \"Trending\"\nboosts = 3\n",
            "line 4",
        ),
    ] {
        let error = shop.add_documents(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(
        shop.set_rule_state("nothing", State::Live)
            .unwrap_err()
            .to_string()
            .contains("no-repeats")
    );

    let rule = "id = \"no-best\"\nname = \"No first\"\nthen = \"hide\"\nwhere = [\"home-5\"]\nwhat = \"price >= 0\"\n";
    let diff = shop.diff(rule, 40, &Cancel::default(), &Quiet).unwrap();
    assert!(
        diff.compared == 40 && diff.changed == 40 && diff.visitors_changed,
        "{diff:?}"
    );
    assert!(diff.emptied > 0 && diff.examples.len() == 3);
    let same = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    assert_eq!(products(&same), products(&before), "nothing was saved");

    let live = rule.replace("then", "state = \"live\"\nthen");
    let added = shop.add_documents(&live).unwrap();
    assert_eq!(added.added, ["rule no-best"]);
    assert_eq!(
        shop.add_documents(&live).unwrap().unchanged,
        ["rule no-best"]
    );
    let hidden = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    assert_eq!(
        five(&hidden).as_deref(),
        Some("no product qualifies: no product passes the filters")
    );
    shop.remove_rule("no-best").unwrap();
    let again = shop
        .preview(&Ask::new(Who::Visitor, PageType::Home))
        .unwrap();
    assert_eq!(products(&again), products(&before));
}

#[test]
fn everything_left_out_has_one_reason_and_is_not_on_the_page() {
    let shop = whole();
    let id = buyers(shop)[0];
    let ask = Ask::new(Who::Customer(CustomerId(id)), PageType::Home);
    let page = home(shop, id, None);
    let shown: BTreeSet<ProductId> = page
        .blocks
        .iter()
        .flat_map(|b| b.slots.iter().map(|s| s.product))
        .collect();
    let out = shop.left_out(&ask, 10_000).unwrap();
    let all = shop
        .products(&regulars::shop::products::Wanted {
            limit: 1,
            ..Default::default()
        })
        .unwrap();
    assert_eq!(out.total + shown.len(), all.total as usize);
    assert_eq!(out.rows.len(), out.total);
    assert!(out.rows.iter().all(|r| !shown.contains(&r.product)));
    assert_eq!(
        out.reasons.iter().map(|r| r.count).sum::<usize>(),
        out.total
    );
    assert!(out.telling.len() >= 3);
    // The first of the short list is one of the reasons, and asking for it alone gives a reason too.
    for row in out.telling.iter().take(3) {
        let alone = shop.why_not(&ask, row.product, Some(row.block)).unwrap();
        assert_eq!(alone.blocks[0].because.as_deref(), Some(&*row.because));
    }
    assert_eq!(shop.left_out(&ask, 5).unwrap().rows.len(), 5);
}

#[test]
fn a_decision_that_was_handed_out_is_run_again_and_says_if_anything_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    fill(&path, Moment(i64::MAX));
    let shop = Shop::open(&path, Options::default()).unwrap();
    let ask = Ask::new(Who::Customer(CustomerId(3)), PageType::Home);
    let (page, kept) = shop.keep_decision(&ask).unwrap();
    assert!(kept);
    let again = shop.recall_decision(&page.decision.0).unwrap();
    assert!(!again.changed && again.preview == page && again.at == page.at);

    // Moving a block is a change of the layout, and undo takes it back.
    let home = page.layout_id.clone().unwrap();
    let behind = shop.blocks_behind(&home).unwrap();
    assert_eq!(behind.len(), page.blocks.len());
    for (block, behind) in page.blocks.iter().zip(&behind) {
        assert_eq!(block.considered[0].strategy, behind.strategy);
        assert!(!behind.chain.is_empty() && behind.group.is_none());
    }
    let moved = shop.move_block(&home, 2, -1).unwrap();
    assert_eq!((moved.from, moved.to), (2, 1));
    assert_eq!(shop.preview(&ask).unwrap().blocks[0].name, moved.name);
    assert!(shop.recall_decision(&page.decision.0).unwrap().changed);
    assert!(shop.move_block(&home, 1, -1).is_err());
    assert!(shop.move_block(&home, 99, 1).is_err());
    shop.undo(&Quiet, &Cancel::default()).unwrap().unwrap();
    assert_eq!(shop.preview(&ask).unwrap().blocks[1].name, moved.name);

    let unknown = shop.recall_decision("nothing").unwrap_err().to_string();
    assert!(unknown.contains("No decision"), "{unknown}");
    let only = Options {
        read_only: true,
        ..Options::default()
    };
    let only = Shop::open(&path, only).unwrap();
    assert!(!only.keep_decision(&ask).unwrap().1);
}

#[test]
fn pages_and_spots_are_compared_with_others() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    let shop = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
    let id = CustomerId(buyers(&shop)[0]);
    let ask = Ask::new(Who::Customer(id), PageType::Home);
    let level = shop
        .how_personal(&ask, Some(id), 12, &Cancel::default())
        .unwrap();
    assert!(level.shop.sample == 12 && level.shop.people >= 250);
    let (name, group) = level.group.unwrap();
    assert!(!name.is_empty() && group.people < level.shop.people);
    assert!((0.0..=1.0).contains(&level.shop.share) && group.share > 0.0);
    let stopped = Cancel::default();
    stopped.stop();
    assert!(shop.how_personal(&ask, None, 12, &stopped).is_err());

    let spots = shop.spots(Span::Days(30)).unwrap();
    let first = spots.iter().find(|s| s.placement == "home-1").unwrap();
    assert!(first.shown > 0 && first.click_rate.value.is_some());
    let delta = first.click_delta.as_ref().unwrap();
    assert!(delta.text.ends_with("pt"), "{delta:?}");
    let all = shop.spots(Span::All).unwrap();
    assert!(
        all.iter()
            .all(|s| s.click_delta.is_none() && s.order_delta.is_none())
    );
}

#[test]
fn a_newcomer_is_met_with_what_people_like_them_buy() {
    let shop = whole();
    let came = |device: Option<&str>| {
        let mut ask = RecommendAsk {
            n: 10,
            ..RecommendAsk::default()
        };
        ask.came.device = device.map(str::to_owned);
        shop.recommend(&ask).unwrap()
    };
    let (plain, mobile) = (came(None), came(Some("mobile")));
    let says = |got: &Recommended, what: &str| {
        let terms = got.items.iter().flat_map(|i| &i.reasons);
        terms.filter(|t| t.words.contains(what)).count()
    };
    let who = "Bought by people on mobile";
    assert_eq!(says(&plain, who), 0);
    assert!(says(&mobile, who) > 0, "{mobile:#?}");
    for item in &mobile.items {
        let sum: f64 = item.reasons.iter().map(|t| t.addend).sum();
        assert!((sum - item.score).abs() < 1e-6);
    }
    // Whom everybody's doings are too coarse for: those of one country.
    let of = |settings: &[(&str, &str)]| {
        let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        let ask = RecommendAsk {
            ranker: Some("Best Sellers".into()),
            settings: settings.iter().map(own).collect(),
            n: 5,
            ..RecommendAsk::default()
        };
        shop.recommend(&ask)
    };
    let loyal = of(&[("group", "orders >= 3"), ("days", "90")]).unwrap();
    let detail = &loyal.items[0].reasons[0].detail;
    assert!(detail.ends_with(", by people with orders >= 3"), "{detail}");
    assert_ne!(loyal.items, of(&[("days", "90")]).unwrap().items);
    let nowhere = of(&[("place", "city")]).unwrap();
    let missing = nowhere.missing.unwrap();
    assert!(
        missing.contains("the city of this person is not known"),
        "{missing}"
    );
    let error = of(&[("palce", "city")]).unwrap_err().to_string();
    assert!(
        error.contains("no setting `palce`; it has days, place, group"),
        "{error}"
    );
}

#[test]
fn a_product_is_placed_from_its_import_on_and_unknown_before() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let clock = fill(&path, Moment(i64::MAX));
    let shop = Shop::open(&path, Options::default()).unwrap();
    let wanted = regulars::shop::products::Wanted {
        find: Some("tent"),
        limit: 1,
        ..Default::default()
    };
    let tent = shop.products(&wanted).unwrap().rows.remove(0);
    let beside = |product: ProductId, ranker: &str, at: Option<Moment>| {
        let ask = RecommendAsk {
            product: Some(product),
            ranker: Some(ranker.into()),
            n: 30,
            at,
            ..RecommendAsk::default()
        };
        shop.recommend(&ask).unwrap()
    };
    let before = beside(tent.id, "Similar", None);
    let past = clock.plus(-10 * DAY);
    let then = beside(tent.id, "Similar", Some(past)).items;

    let store = Store::open(&path).unwrap();
    let new = "Tentative Marvel Tent";
    store
        .write(|tx| {
            let meta = BatchMeta {
                file_name: "new.jsonl".into(),
                file_hash: "y".into(),
                format: "own".into(),
                imported_at: clock,
                stated_at: clock,
            };
            let mut importer = Importer::begin(tx, &meta)?;
            importer.put(Record::Product(ProductRecord {
                line: 1,
                platform_id: Some("p-new".into()),
                title: new.into(),
                category: vec!["Camping".into(), "Tents".into()],
                state_at: Some(clock),
                variants: vec![VariantRecord {
                    sku: Some("NEW-1".into()),
                    price: Some(Price(1_000_000)),
                    ..VariantRecord::default()
                }],
                ..ProductRecord::default()
            }))?;
            importer.finish()?;
            Ok::<_, regulars::store::Error>(())
        })
        .unwrap();
    let after = beside(tent.id, "Similar", None);
    let found = after.items.iter().find(|i| i.name == new);
    let found = found.unwrap_or_else(|| panic!("{after:#?}"));
    assert!(before.items.iter().all(|i| i.name != new));
    let goes_with = beside(found.product, "Bought Together", None);
    assert!(!goes_with.items.is_empty());
    for item in &goes_with.items {
        let detail = &item.reasons[0].detail;
        let said = "nothing was bought with it often enough yet, so: ";
        assert!(detail.starts_with(said), "{detail}");
    }
    // The answer about an earlier day is what it was.
    assert_eq!(beside(tent.id, "Similar", Some(past)).items, then);
}

#[test]
fn wishes_say_what_they_cost_before_they_are_saved() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    fill(&path, Moment(i64::MAX));
    let shop = Shop::open(&path, Options::default()).unwrap();
    let wish = |share: Option<f64>, save: bool| {
        let change = |s: &mut regulars::model::strategy::Strategy| {
            s.wishes.margin = share;
            s.wishes.novelty = share;
        };
        let cancel = Cancel::default();
        shop.wish("best-sellers", &change, save, &Quiet, &cancel)
            .unwrap()
    };
    let none = wish(None, false);
    assert!(none.saved && none.cost.people > 0 && none.cost.without == none.cost.with);
    let tried = wish(Some(0.9), false);
    let (without, with) = (tried.cost.without, tried.cost.with);
    assert_eq!(without, none.cost.without);
    assert!(
        with.margin > without.margin && with.new > without.new,
        "{tried:?}"
    );
    assert!(
        tried.cost.sentence.contains("On the last weeks"),
        "{tried:?}"
    );
    assert!(!tried.saved && shop.log(5).unwrap().is_empty());
    assert!(wish(Some(0.9), true).saved);
    let said = shop.strategy("best-sellers").unwrap().document.wishes;
    assert_eq!(said.margin, Some(0.9));
    shop.undo(&Quiet, &Cancel::default()).unwrap();
    let said = shop.strategy("best-sellers").unwrap().document.wishes;
    assert!(said.is_empty());
}

#[test]
fn the_switch_says_what_it_would_do_before_it_is_pressed() {
    let shop = whole();
    let switch = |id: &str, is_rule: bool, to: State| {
        let cancel = Cancel::default();
        shop.diff_state(id, is_rule, to, 40, &cancel, &Quiet)
            .unwrap()
    };
    let paused = switch("best-sellers", false, State::Live.switched());
    assert!(
        paused.compared == 40 && paused.changed > 0,
        "best sellers fill what others leave empty: {paused:?}"
    );
    let same = switch("best-sellers", false, State::Live);
    assert!(same.changed == 0 && !same.visitors_changed, "{same:?}");
    assert_eq!(switch("no-repeats", true, State::Live).changed, 0);
    let stopped = Cancel::default();
    stopped.stop();
    let answer = shop.diff_state("best-sellers", false, State::Paused, 40, &stopped, &Quiet);
    assert!(answer.is_err(), "it stops when asked");
}

#[test]
fn documents_are_said_in_words_with_the_names_of_the_shop() {
    let shop = whole();
    let detail = shop.strategy("recommended-for-you").unwrap();
    let said = |label: &str| {
        let mut parts = detail.said.iter().filter(|s| s.label == label);
        parts.next().map(|s| s.words.as_str())
    };
    assert_eq!(said("for"), Some("everybody"));
    assert_eq!(said("else"), Some("Trending, then Best Sellers"));
    assert!(said("on").unwrap().contains("(home)"), "{:?}", detail.said);
    let rule = shop.rule("no-repeats").unwrap();
    let hide = &rule.said.iter().find(|s| s.label == "then").unwrap().words;
    assert_eq!(hide, "hide what they bought in the last 30 days");
}
