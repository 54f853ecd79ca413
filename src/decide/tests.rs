//! Each step against the hand-made shop.

use super::fixture::*;
use super::*;
use crate::model::consent::Purpose;
use crate::model::decision::Step;
use crate::model::ids::CustomerId;
use crate::model::money::Price;
use crate::model::placement::PageType;
use crate::model::playbook::Playbook;
use crate::model::time::Zone;
use crate::recommend::{Because, Crowd, Grade};

fn visitor() -> Person {
    Person::visitor()
}

#[test]
fn a_plain_strategy_shows_what_its_ranker_ranks() {
    let shop = Ready::with(&one_block("", 3, ""));
    let decision = shop.home(&visitor());
    assert_eq!(shown(&decision, 0), [1, 2, 3]);
    let block = &decision.blocks[0];
    assert_eq!(
        (block.placement.as_str(), block.strategy.as_deref()),
        ("home-1", Some("s"))
    );
    assert_eq!(block.slots[0].grade, Grade::Popular);
    assert_eq!(decision.level.popular, 3);
    let steps: Vec<usize> = block.trace.0.iter().map(|p| p.step.number()).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    assert_eq!(steps.first(), Some(&0));
    assert_eq!(steps.last(), Some(&8));
}

#[test]
fn choosing_takes_the_first_that_can_be_shown_and_says_why_not_the_others() {
    let toml = r#"
[[strategy]]
id = "draft"
name = "Draft"
ranker = "Best Sellers"
[[strategy]]
id = "later"
name = "Later"
state = "scheduled"
ranker = "Best Sellers"
schedule = { from = "2000-01-01" }
[[strategy]]
id = "loyal"
name = "Loyal only"
state = "live"
ranker = "Best Sellers"
group = "Loyal"
[[strategy]]
id = "capped"
name = "Capped"
state = "live"
ranker = "Best Sellers"
caps = { frequency = { times = 2, days = 7 } }
[[strategy]]
id = "viewed"
name = "Viewed"
state = "live"
ranker = "Most Viewed"
[[strategy]]
id = "plain"
name = "Plain"
state = "live"
ranker = "Best Sellers"
[[layout]]
id = "home"
name = "Home"
state = "live"
page = "home"
[[layout.blocks]]
name = "One"
strategies = ["draft", "later", "loyal", "capped", "viewed", "nobody", "plain"]
"#;
    let shop = Ready::with(toml);
    let mut person = Person::customer(CustomerId(1));
    person.seen = vec![
        ("capped".into(), day(TODAY)),
        ("capped".into(), day(TODAY - 7)),
        ("capped".into(), day(TODAY - 30)),
    ];
    let decision = shop.home(&person);
    let said: Vec<&str> = decision.blocks[0]
        .considered
        .iter()
        .map(|c| c.because.as_str())
        .collect();
    assert_eq!(
        said[..4],
        [
            "a draft",
            "starts on 2000-01-01",
            "not in the group Loyal",
            "seen 2 times in 7 days, at most 2"
        ]
    );
    assert!(
        said[4].starts_with("needs ") && said[4].contains("has "),
        "{}",
        said[4]
    );
    assert_eq!(
        said[5..],
        [
            "there is no strategy with this id",
            "the first that can be shown"
        ]
    );
    assert_eq!(decision.blocks[0].strategy.as_deref(), Some("plain"));

    person.groups.insert("Loyal".into());
    assert_eq!(
        shop.home(&person).blocks[0].strategy.as_deref(),
        Some("loyal")
    );
}

#[test]
fn messages_need_consent_and_a_refusal_of_personal_pages_is_honoured() {
    let toml = one_block("", 3, "").replace("page = \"home\"", "page = \"email\"");
    let shop = Ready::with(&toml);
    let visit = Visit::new(PageType::Email, day(TODAY), Zone::UTC);
    let mut person = Person::customer(CustomerId(1));
    let hidden = page(&Inputs::new(shop.house(), &person, &visit));
    assert_eq!(
        hidden.blocks[0].hidden.as_deref(),
        Some("has not agreed to email")
    );
    person.consents.insert(Purpose::Email, true);
    let decision = page(&Inputs::new(shop.house(), &person, &visit));
    assert_eq!(shown(&decision, 0), [1, 2, 3]);

    let mut facts = facts();
    facts.push(bought(1, 1, 99, 1));
    let rule = "[[rule]]\nid = \"r\"\nname = \"R\"\nstate = \"live\"\nthen = \"hide\"\nbought_within = 30\n";
    let shop = Ready::new(items(8), facts, &one_block("", 3, rule));
    assert_eq!(shown(&shop.home(&person), 0), [2, 3, 4]);
    person.consents.insert(Purpose::Personalization, false);
    let decision = shop.home(&person);
    assert_eq!(shown(&decision, 0), [1, 2, 3]);
    assert_eq!(decision.customer, None);
    assert_eq!(decision.notes.len(), 1);
}

#[test]
fn filters_leave_out_with_reasons() {
    let mut goods = items(8);
    goods[0].stock = Some(0);
    goods[1].published = false;
    goods[2].service = true;
    let mut facts = facts();
    facts.push(bought(7, 4, 95, 1));
    let shop = Ready::new(
        goods,
        facts,
        &one_block(
            "filter = \"brand != B2\"\nprice = { to = 70 }\nnot_bought_within = 10",
            3,
            "",
        ),
    );
    let mut visit = Visit::new(PageType::Home, day(TODAY), Zone::UTC);
    visit.cart = vec![p(6)];
    let person = Person::customer(CustomerId(7));
    let decision = page(&Inputs::new(shop.house(), &person, &visit));
    assert_eq!(shown(&decision, 0), [7]);
    let said = |n: i64| match &why_not(&decision, &shop.goods, shop.engine.number(p(n)))[0] {
        Fate::Out(why) => why.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(said(1), "out of stock");
    assert_eq!(said(2), "not offered in the shop");
    assert_eq!(said(3), "a service, not a product");
    assert_eq!(said(4), "bought 5 days ago");
    assert_eq!(said(5), "the strategy shows only brand != B2");
    assert_eq!(said(6), "in the cart already");
    assert_eq!(said(7), "Shown(1)");
    assert_eq!(said(8), "outside of the strategy's prices");
    assert_eq!(why_not(&decision, &shop.goods, None), [Fate::Unknown]);
    assert_eq!(
        decision.blocks[0].empty.as_deref(),
        Some("2 spots stay empty: nothing more qualifies")
    );
}

#[test]
fn rules_hide_require_boost_and_bury_where_and_for_whom_they_hold() {
    let rules = r#"
[[rule]]
id = "no1"
name = "No P1"
state = "live"
when = "Loyal"
then = "hide"
what = "sku = S1"
[[rule]]
id = "elsewhere"
name = "Elsewhere"
state = "live"
where = ["product"]
then = "require"
what = "sku = S8"
[[rule]]
id = "c0"
name = "Only C0"
state = "live"
where = ["home-1"]
when = "Picky"
then = "require"
what = "category = C0"
[[rule]]
id = "up"
name = "Lift P8"
state = "live"
when = "Lifted"
then = "boost"
what = "sku = S8"
times = 10
[[rule]]
id = "down"
name = "Sink P1"
state = "live"
when = "Lifted"
then = "bury"
what = "sku = S1"
times = 0.1
"#;
    let shop = Ready::with(&one_block("", 3, rules));
    let of = |group: &str| {
        let mut person = visitor();
        person.groups.insert(group.into());
        shop.home(&person)
    };
    assert_eq!(shown(&of("Loyal"), 0), [2, 3, 4]);
    assert_eq!(shown(&of("Picky"), 0), [2, 4, 6]);
    let lifted = of("Lifted");
    assert_eq!(shown(&lifted, 0), [8, 2, 3]);
    let first = &lifted.blocks[0].slots[0];
    let weighted = first
        .reasons
        .iter()
        .find(|r| matches!(&r.because, Because::Weighted { by, .. } if by == "Lift P8"))
        .unwrap();
    assert!((weighted.addend - first.score * 0.9).abs() < 1e-6);
    let up = "Moved from place 8 to 1 by Lift P8; without it place 8";
    assert_eq!(first.placed(), [up]);
    // P2 stays second: P8 came before it, P1 sank.
    assert!(lifted.blocks[0].slots[1].placed().is_empty());
    let plain = shop.home(&visitor());
    let mut slots = plain.blocks[0].slots.iter();
    assert!(slots.all(|s| s.placed().is_empty()));
    let fate = why_not(&of("Picky"), &shop.goods, shop.engine.number(p(1)));
    assert_eq!(fate[0].step(), Some(Step::Filters));
    assert!(matches!(&fate[0], Fate::Out(LeftOut::NotRequired(name)) if &**name == "Only C0"));
}

#[test]
fn a_boost_may_lift_what_the_ranker_put_last_of_many() {
    let mut facts = Vec::new();
    for n in 1..=300 {
        for i in 0..(301 - n) {
            facts.push(bought(0, n, 90 + i % 10, n * 1000 + i));
        }
    }
    let boost = "[[strategy.boosts]]\nname = \"late\"\nwhen = \"sku = S280\"\ntimes = 10\n";
    let shop = Ready::new(items(300), facts, &one_block(boost, 3, ""));
    let decision = shop.home(&visitor());
    let order: Vec<i64> = shown(&decision, 0);
    assert_eq!(
        order,
        [1, 2, 3],
        "21 orders times 10 = 210 is less than 298"
    );
    let boost = boost.replace("S280", "S250");
    let mut facts = Vec::new();
    for n in 1..=300 {
        for i in 0..(301 - n) {
            facts.push(bought(0, n, 90 + i % 10, n * 1000 + i));
        }
    }
    let shop = Ready::new(items(300), facts, &one_block(&boost, 3, ""));
    assert_eq!(shown(&shop.home(&visitor()), 0)[0], 250);
}

#[test]
fn pins_take_their_slots_pass_the_filters_and_are_marked() {
    let pins = "filter = \"sku != S5\"\n[[strategy.pins]]\nproduct = \"S8\"\nslot = 2\n\
                [[strategy.pins]]\nproduct = \"S7\"\nslot = 2\n[[strategy.pins]]\nproduct = \"S5\"\nslot = 1\n\
                [[strategy.pins]]\nproduct = \"P6\"\nslot = 3\nsponsored = true\n\
                [[strategy.pins]]\nproduct = \"P4\"\nslot = 4\nsponsored = true\n";
    let rule = "[[rule]]\nid = \"r\"\nname = \"R\"\nstate = \"live\"\nthen = \"pin\"\nwhat = \"S3\"\nslot = 1\n";
    let shop = Ready::with(&one_block(pins, 5, rule));
    let decision = shop.home(&visitor());
    assert_eq!(shown(&decision, 0), [3, 8, 6, 1, 2]);
    let slots = &decision.blocks[0].slots;
    assert_eq!(
        slots[0].pinned,
        Some(Pinned {
            by: "R".into(),
            sponsored: false
        })
    );
    assert_eq!(
        slots[2].pinned,
        Some(Pinned {
            by: "S".into(),
            sponsored: true
        })
    );
    assert_eq!(
        (slots[1].grade, slots[3].grade),
        (Grade::Manual, Grade::Popular)
    );
    let said = &decision.blocks[0]
        .trace
        .0
        .iter()
        .find(|p| p.step == Step::Pins)
        .unwrap()
        .what;
    assert!(
        said.contains("p5 in slot 1 by “S”: another pin has the slot"),
        "{said}"
    );
    assert!(said.contains("one sponsored product"), "{said}");
}

#[test]
fn nothing_stands_twice_on_a_page_and_caps_hold() {
    let second = "[[layout.blocks]]\nname = \"Two\"\nstrategies = [\"s\"]\nsize = 3\n";
    let shop = Ready::with(&one_block("", 3, second));
    let decision = shop.home(&visitor());
    assert_eq!(shown(&decision, 0), [1, 2, 3]);
    assert_eq!(shown(&decision, 1), [4, 5, 6]);
    let fate = &why_not(&decision, &shop.goods, shop.engine.number(p(1)))[1];
    assert_eq!(fate, &Fate::Out(LeftOut::OnPage("One".into())));

    assert_eq!(
        decision.blocks[1].slots[0].placed(),
        ["3 with a greater score passed over: 3 shown further up"]
    );

    let shop = Ready::with(&one_block("caps = { category = 1 }", 4, ""));
    assert_eq!(shown(&shop.home(&visitor()), 0), [1, 2]);
    let shop = Ready::with(&one_block("caps = { brand = 1 }", 4, ""));
    assert_eq!(shown(&shop.home(&visitor()), 0), [1, 2, 3]);
    // Prices 10 | 20, 30 | 40 to 70 | 80.
    let shop = Ready::with(&one_block("caps = { price_band = 1 }", 8, ""));
    let prices = shown(&shop.home(&visitor()), 0);
    assert!(
        prices.len() < 8 && prices.starts_with(&[1, 2]),
        "{prices:?}"
    );
}

#[test]
fn the_fallback_chain_fills_is_filtered_and_marked_and_ends_in_the_manual_list() {
    let strategy = "filter = \"sku != S2\"\nfallback = [\"On Sale\", \"Best Sellers\", \"nobody\"]\n\
                    manual_list = [\"S2\", \"S8\", \"S1\"]";
    let toml = one_block(strategy, 8, "").replacen(
        "ranker = \"Best Sellers\"",
        "ranker = \"Buy It Again\"",
        1,
    );
    let mut facts = facts();
    facts.retain(|f| f.product != p(8));
    facts.extend([
        bought(7, 5, 20, 1),
        bought(7, 5, 50, 2),
        bought(7, 5, 80, 3),
    ]);
    facts.extend((0..30).map(|i| bought(8, 6, 40 + i, 100 + i)));
    let shop = Ready::new(items(8), facts, &toml);
    let decision = shop.home(&Person::customer(CustomerId(7)));
    let block = &decision.blocks[0];
    assert_eq!(block.slots[0].product, p(5), "{:?}", block);
    assert_eq!(
        (block.slots[0].fallback, block.slots[0].grade),
        (None, Grade::Personal)
    );
    let best = &block.slots[1];
    assert_eq!(
        (best.fallback, best.from.as_str(), best.grade),
        (Some(2), "best-sellers", Grade::Popular)
    );
    let last = block.slots.last().unwrap();
    assert_eq!(
        (last.product, last.from.as_str(), last.grade),
        (p(8), "manual-list", Grade::Manual)
    );
    assert!(block.slots.iter().all(|s| s.product != p(2)));
    let mut products: Vec<_> = block.slots.iter().map(|s| s.product).collect();
    products.sort();
    products.dedup();
    assert_eq!(products.len(), block.slots.len());
    assert_eq!(block.strategy.as_deref(), Some("s"));
}

#[test]
fn a_block_with_too_few_products_hides_and_frees_them_for_others() {
    let more = "minimum = 2\n[[layout.blocks]]\nname = \"Two\"\nstrategies = [\"best-sellers\"]\nsize = 3\n";
    let shop = Ready::with(&one_block("filter = \"sku = S1\"", 3, more));
    let decision = shop.home(&visitor());
    assert_eq!(
        decision.blocks[0].hidden.as_deref(),
        Some("fewer than 2 products qualify (1)")
    );
    assert!(decision.blocks[0].slots.is_empty());
    assert_eq!(shown(&decision, 1), [1, 2, 3]);
    let fate = &why_not(&decision, &shop.goods, shop.engine.number(p(1)))[0];
    assert!(matches!(fate, Fate::Hidden(_)), "{fate:?}");
}

#[test]
fn an_experiment_splits_the_place_and_the_holdout_sees_the_default() {
    let test = r#"
default = "best-sellers"
[[experiment]]
id = "x"
name = "X"
state = "live"
where = ["home-1"]
[[experiment.arms]]
name = "control"
share = 0.5
[[experiment.arms]]
name = "A"
share = 0.5
strategy = "s"
"#;
    let toml = one_block("filter = \"category = C0\"", 3, test);
    let shop = Ready::with(&toml);
    let mut seen = [0, 0];
    for n in 1..=200 {
        let decision = shop.home(&Person::customer(CustomerId(n)));
        let arm = decision.blocks[0].arm.clone().unwrap();
        assert_eq!(arm.control, arm.variant == "control");
        let expected: [i64; 3] = if arm.control { [1, 2, 3] } else { [2, 4, 6] };
        assert_eq!(shown(&decision, 0), expected);
        seen[usize::from(arm.control)] += 1;
    }
    assert!(seen.iter().all(|n| *n > 70), "{seen:?}");
}

#[test]
fn the_layout_is_the_first_live_one_whose_group_holds() {
    let more = "[[layout]]\nid = \"b\"\nname = \"B\"\nstate = \"live\"\npage = \"home\"\n[[layout.blocks]]\nname = \"X\"\nstrategies = [\"s\"]\n";
    let toml =
        one_block("", 3, more).replacen("page = \"home\"", "page = \"home\"\nfor = \"Loyal\"", 1);
    let shop = Ready::with(&toml);
    assert_eq!(shop.home(&visitor()).layout.as_deref(), Some("b"));
    let mut loyal = visitor();
    loyal.groups.insert("Loyal".into());
    assert_eq!(shop.home(&loyal).layout.as_deref(), Some("home"));
    let visit = Visit::new(PageType::Cart, day(TODAY), Zone::UTC);
    let none = page(&Inputs::new(shop.house(), &loyal, &visit));
    assert_eq!((none.layout, none.blocks.len()), (None, 0));
}

#[test]
fn behind_says_the_place_and_supposing_stock_says_where_it_would_come() {
    let mut goods = items(8);
    goods[3].stock = Some(0);
    let shop = Ready::new(goods, facts(), &one_block("", 3, ""));
    let person = visitor();
    let visit = Visit::new(PageType::Home, day(TODAY), Zone::UTC);
    let mut inputs = Inputs::new(shop.house(), &person, &visit);
    inputs.whole = true;
    let fate = |inputs: &Inputs<'_>, n: i64| {
        why_not(&page(inputs), &shop.goods, shop.engine.number(p(n)))[0].clone()
    };
    assert_eq!(
        fate(&inputs, 6),
        Fate::Out(LeftOut::Behind { place: 5, size: 3 })
    );
    assert_eq!(fate(&inputs, 4), Fate::Out(LeftOut::SoldOut));
    inputs.suppose = Some(p(4));
    assert_eq!(
        fate(&inputs, 4),
        Fate::Out(LeftOut::Behind { place: 4, size: 3 })
    );
}

/// What the first person bought and looked at: the three best sellers.
fn knowing() -> (Vec<crate::recommend::Fact>, Person) {
    let mut facts = facts();
    facts.extend([1, 2, 3].map(|n| bought(1, n, 50, 9_000 + n)));
    (facts, Person::customer(CustomerId(1)))
}

#[test]
fn a_wish_for_margin_moves_places_and_says_from_where_to_where() {
    let mut goods = items(8);
    // P1 keeps 10 % of its price, P2 90 %; of the others nothing is known: they count as 50 %.
    goods[0].cost = Some(Price(90_000));
    goods[1].cost = Some(Price(20_000));
    let toml = one_block("wishes = { margin = 1.0 }", 3, "");
    let shop = Ready::new(goods, facts(), &toml);
    let decision = shop.home(&visitor());
    // 32 x 1.9, 28 x 1.5, 36 x 1.1
    assert_eq!(shown(&decision, 0), [2, 3, 1]);
    let slots = &decision.blocks[0].slots;
    let near = |slot: usize, score: f64| (slots[slot].score - score).abs() < 1e-9;
    assert!(near(0, 60.8) && near(1, 42.0) && near(2, 39.6), "{slots:?}");
    let margin = slots[0]
        .reasons
        .iter()
        .find(|r| matches!(&r.because, Because::Weighted { by, .. } if by == "Margin 90 %"));
    assert!((margin.unwrap().addend - 28.8).abs() < 1e-9);
    let moved = slots[0].moved.as_ref().unwrap();
    assert_eq!(moved.words(), "from place 2 to 1 (by Margin 90 %)");
    let first = slots[2].moved.as_ref().unwrap();
    assert_eq!((first.from, first.to), (1, 3));
    let boost = decision.blocks[0].trace.0.iter();
    let boost = boost.filter(|p| p.step == Step::Boost).collect::<Vec<_>>();
    assert!(
        boost[0]
            .moves
            .iter()
            .any(|(id, m)| *id == p(2) && m.to == 1)
    );
    let json = serde_json::to_value(boost[0]).unwrap();
    assert_eq!(json["moved"][0]["from"], 2);
}

#[test]
fn a_wish_for_novelty_leaves_room_for_what_the_person_does_not_know() {
    let (facts, person) = knowing();
    let wish = |share: &str, size| {
        let toml = one_block(&format!("wishes = {{ novelty = {share} }}"), size, "");
        Ready::new(items(8), facts.clone(), &toml)
    };
    let half = wish("0.5", 4);
    assert_eq!(shown(&half.home(&person), 0), [1, 2, 4, 5]);
    assert_eq!(shown(&half.home(&visitor()), 0), [1, 2, 3, 4]);
    let fate = why_not(&half.home(&person), &half.goods, half.engine.number(p(3)));
    assert!(
        matches!(&fate[0], Fate::Out(LeftOut::SeenCap(2))),
        "{fate:?}"
    );
    // Where there is nothing else, no slot stays empty.
    assert_eq!(shown(&wish("1.0", 5).home(&person), 0), [4, 5, 6, 7, 8]);
    assert_eq!(
        shown(&wish("1.0", 7).home(&person), 0),
        [1, 2, 4, 5, 6, 7, 8]
    );
}

#[test]
fn a_wish_for_the_long_tail_leaves_room_beside_the_best_sellers() {
    // 36 + 32 + 28 of 176 orders are more than half: P1, P2 and P3 are the best sellers.
    let shop = Ready::with(&one_block("wishes = { long_tail = 0.5 }", 4, ""));
    assert_eq!(shown(&shop.home(&visitor()), 0), [1, 2, 4, 5]);
}

#[test]
fn what_is_excluded_never_comes_and_says_so() {
    let toml = one_block(
        "wishes = { exclude = [\"S1\"] }\nfallback = [\"Trending\"]",
        8,
        "",
    );
    let shop = Ready::with(&toml);
    let decision = shop.home(&visitor());
    assert!(!shown(&decision, 0).contains(&1));
    let fate = why_not(&decision, &shop.goods, shop.engine.number(p(1)));
    assert!(matches!(&fate[0], Fate::Out(LeftOut::Excluded)), "{fate:?}");
    let unknown = Ready::with(&one_block("wishes = { exclude = [\"S99\"] }", 8, ""));
    assert!(unknown.book.problems[0].1.contains("exclude `S99`"));
    let far = Playbook::read(&one_block("wishes = { margin = 3.0 }", 3, ""));
    assert!(far.unwrap_err().to_string().contains("use 0 to 1"));
}

#[test]
fn a_strategy_counts_the_doings_of_some_people_only() {
    // Person 1 of a town buys P7 in 25 orders; everybody else what they always buy.
    let mut facts = facts();
    facts.extend((0..25).map(|n| bought(1, 7, 90 + n % 10, 20_000 + n)));
    let choice = |choice: &str| {
        let toml = one_block(&format!("choices = {{ {choice} }}"), 2, "");
        Ready::new(items(8), facts.clone(), &toml)
    };
    let shop = choice("place = \"City\"");
    let source = shop.book.source("s").unwrap();
    let key = source.among.as_ref().unwrap().key();
    let mut person = Person::customer(CustomerId(1));
    let missing = shop.home(&person).blocks[0].hidden.clone().unwrap();
    assert!(
        missing.contains("the city of this person is not known"),
        "{missing}"
    );
    let crowd =
        |name: &str, id: i64| std::sync::Arc::new(Crowd::new(name, &shop.engine, [CustomerId(id)]));
    person
        .crowds
        .insert(key.clone(), crowd("people in Kassel", 1));
    let decision = shop.home(&person);
    assert_eq!(shown(&decision, 0), [7]);
    assert_eq!(decision.blocks[0].slots[0].grade, Grade::Group);
    person.crowds.insert(key, crowd("people in Ulm", 5));
    let few = shop.home(&person).blocks[0].hidden.clone().unwrap();
    let said = "needs 20 orders by people in Ulm in the last 90 days, has 0";
    assert!(few.contains(said), "{few}");

    let problem = |said: &str| choice(said).book.problems[0].1.clone();
    assert!(problem("place = \"Kassel\"").contains("use city, region, city_tier, country"));
    assert!(problem("place = \"city\", group = \"VIP\"").contains("not both"));
}
