//! Target groups on real data: the Online Retail file, whose figures were computed independently.

use regulars::model::time::Moment;
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Error, Options, Quiet, Shop};

/// Counted from the file by another program: customers with 5 orders or more at the end of March and June 2011, and how
/// many of these were new.
const CHANGE: [u64; 3] = [199, 461, 262];
/// Who bought in the 90 days before the end of June and of September 2011; how many of these entered and left.
const LAPSED: [u64; 4] = [1_991, 2_151, 947, 787];
/// Customers with an order at the ends of the months of December 2010 to November 2011, and on the last day.
const BUYERS_BY_MONTH: [u64; 13] = [
    885, 1_302, 1_682, 2_134, 2_434, 2_718, 2_960, 3_148, 3_317, 3_616, 3_974, 4_297, 4_338,
];

/// Counted from the file by a program of its own, which shares no code with this one: plain loops over the lines, with
/// whole days in UTC and amounts as decimals.
const INDEPENDENT: [(&str, u64); 27] = [
    ("orders = 1", 1_493),
    ("orders BETWEEN 2 AND 4", 1_731),
    ("spent >= 5000", 263),
    ("spent_gross < 100", 189),
    ("aov >= 500", 754),
    ("last_order < -180d", 858),
    ("first_order >= -30d", 271),
    ("last_order BETWEEN 2011-11-01 AND 2011-11-30", 1_293),
    ("country = France AND orders >= 3", 46),
    (
        r#"NOT country = "United Kingdom" AND (spent > 1000 OR orders >= 10)"#,
        212,
    ),
    ("bought product 22423", 881),
    ("bought product 85123a >= 3 TIMES", 224),
    ("bought product 22423 WITHIN 90d", 358),
    ("orders product 22423 = 2", 167),
    ("spent product 22423 > 200", 94),
    ("spent_gross product 84879 BETWEEN 100 AND 300", 74),
    ("bought product 22423 THEN bought SAME WITHIN 30d", 106),
    ("orders >= 2 AND bought THEN NOT bought WITHIN 60d", 2_283),
    (
        "bought WITHIN 30d AND NOT bought BETWEEN 2011-06-01 AND 2011-10-31",
        456,
    ),
    ("spent > 500 WITHIN 90d", 1_421),
    ("orders >= 3 BETWEEN 2011-01-01 AND 2011-06-30", 839),
    ("usual_gap <= 14d", 154),
    ("overdue > 2", 150),
    ("return_rate >= 20%", 125),
    ("orders >= 3 AND top_season_share >= 80%", 178),
    (r#"lifecycle = "Repeat customer""#, 1_341),
    ("bought season autumn >= 3 TIMES", 703),
];

fn online_retail() -> Option<(tempfile::TempDir, Shop)> {
    let path = crate::shared::file("datasets/online_retail/online_retail.csv.gz")?;
    let dir = tempfile::tempdir().unwrap();
    let shop = Shop::open(&dir.path().join("shop.db"), Options::default()).unwrap();
    shop.import(&path, &ImportOptions::default(), &Quiet, &Cancel::default())
        .unwrap();
    Some((dir, shop))
}

fn count(shop: &Shop, text: &str) -> u64 {
    shop.count_group(text).unwrap().count
}

#[test]
fn published_figures_and_the_ways_around_them_agree() {
    let Some((dir, shop)) = online_retail() else {
        return;
    };
    for (text, wanted) in [
        ("orders >= 1", 4_338),
        ("orders >= 5", 1_114),
        ("spent_gross > 1000", 1_668),
        ("spent > 1000", 1_633),
        // The same, counted from rows instead of kept figures.
        ("bought", 4_338),
        ("bought >= 5 TIMES", 1_114),
        ("orders >= 5 SINCE 2000-01-01", 1_114),
        ("spent > 1000 WITHIN 20y", 1_633),
        (
            "spent_gross > 1000 BETWEEN 2010-12-01 AND 2011-12-09",
            1_668,
        ),
        ("NOT (spent <= 1000 OR orders = 0) AND orders > 0", 1_633),
    ] {
        assert_eq!(count(&shop, text), wanted, "{text}");
    }
    let buyers = count(&shop, "orders >= 1");
    let everybody = shop.count_group("orders >= 0").unwrap();
    assert_eq!(everybody.count, everybody.of);
    // The groups part the people: nobody is in two of them or in none.
    let groups = regulars::targeting::rfm::RfmGroup::ALL;
    let sizes: Vec<u64> = groups
        .iter()
        .map(|g| count(&shop, &format!("rfm_group = \"{}\"", g.word())))
        .collect();
    assert_eq!(sizes.iter().sum::<u64>(), everybody.of);
    assert_eq!(sizes.last(), Some(&(everybody.of - buyers)));
    assert!(sizes[..10].iter().all(|n| *n > 0), "{sizes:?}");
    let stages = regulars::targeting::lifecycle::Stage::ALL;
    let staged: u64 = stages
        .iter()
        .map(|s| count(&shop, &format!("lifecycle = \"{}\"", s.word())))
        .sum();
    assert_eq!(staged, everybody.of);

    let mut wrong = Vec::new();
    for (text, wanted) in INDEPENDENT {
        let found = count(&shop, text);
        if found != wanted {
            wrong.push(format!("{text}: {found}, and not {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    lists_equal_counts(&shop);
    changes_overlaps_and_trends_agree_with_counts(&shop);
    the_rfm_grid_adds_up(&shop);
    the_past_is_counted_from_rows(dir.path().join("shop.db"), &shop);
    groups_are_kept_and_taken_back(&shop);
}

fn lists_equal_counts(shop: &Shop) {
    let text = "country = germany AND bought product 22423";
    let counted = shop.count_group(text).unwrap();
    assert!(counted.count > 0 && counted.warnings.is_empty());
    let ids = shop.group_member_ids(text).unwrap();
    assert_eq!(ids.len() as u64, counted.count);
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = shop.group_members(text, after, 7).unwrap();
        assert_eq!(page.count, counted.count);
        paged.extend(page.members.iter().map(|m| m.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, ids);
    for (customer, member) in [(ids[0], true), (ids[ids.len() - 1], true)] {
        let explained = shop.explain_group(text, customer).unwrap();
        assert_eq!(explained.holds, member);
        let conditions: Vec<&str> = explained.lines.iter().map(|l| l.kind).collect();
        assert_eq!(conditions, ["all", "condition", "condition"]);
        assert_eq!(explained.lines[1].text, "country = germany");
        assert_eq!(explained.lines[1].found, "Germany");
    }
    let worth = shop.group_worth("orders >= 1", 3).unwrap();
    assert_eq!(worth.orders, 18_532);
    let spent: Vec<i64> = worth.examples.iter().map(|m| m.spent.amount.0).collect();
    assert!(spent[0] >= spent[1] && spent[1] >= spent[2] && spent[2] > 0);
    let parts = shop.group_parts("orders >= 5 AND spent > 1000").unwrap();
    let alone: Vec<u64> = parts.iter().map(|p| p.count).collect();
    assert_eq!(alone, [1_114, 1_633]);
}

/// The figures were computed from the file by another program.
fn changes_overlaps_and_trends_agree_with_counts(shop: &Shop) {
    let day = |text: &str| shop.day_named(text).unwrap();
    let change = shop
        .group_change("orders >= 5", day("2011-03-31"), day("2011-06-30"), 7)
        .unwrap();
    assert_eq!((change.before, change.after), (CHANGE[0], CHANGE[1]));
    assert_eq!((change.entered, change.left), (CHANGE[2], 0));
    assert_eq!(change.entered_members.len(), 7);
    assert!(change.entered_members.iter().all(|m| m.orders >= 5));
    // Who bought in one quarter and not in the next leaves.
    let text = "bought WITHIN 90d";
    let change = shop
        .group_change(text, day("2011-06-30"), day("2011-09-30"), 0)
        .unwrap();
    assert_eq!(
        [change.before, change.after, change.entered, change.left],
        LAPSED
    );
    assert_eq!(change.before - change.left, change.stayed);
    assert_eq!(change.after - change.entered, change.stayed);
    assert!(
        shop.group_change(text, day("2011-09-30"), day("2011-06-30"), 0)
            .is_err()
    );

    let names = ["Champions", "orders >= 5", "country = Germany"].map(String::from);
    let overlap = shop.group_overlap(&names).unwrap();
    for (pair, text) in overlap.pairs.iter().zip([
        "rfm_group = Champions AND orders >= 5",
        "rfm_group = Champions AND country = Germany",
        "orders >= 5 AND country = Germany",
    ]) {
        assert_eq!(pair.both, count(shop, text), "{text}");
        let a = overlap.groups[pair.a].count;
        assert_eq!(pair.share_of_a, Some(pair.both as f64 / a as f64));
    }
    let any = "rfm_group = Champions OR orders >= 5 OR country = Germany";
    assert_eq!(overlap.in_any, count(shop, any));
    let all = "rfm_group = Champions AND orders >= 5 AND country = Germany";
    assert_eq!(overlap.in_all, count(shop, all));
    let alone = "country = Germany AND NOT (rfm_group = Champions OR orders >= 5)";
    assert_eq!(overlap.groups[2].alone, count(shop, alone));
    assert!(shop.group_overlap(&names[..1]).is_err());

    let trend = shop.group_trend("orders >= 1", 12).unwrap();
    assert_eq!(trend.points.len(), 13);
    assert_eq!(trend.points[0].day, "2010-12-31");
    let sizes: Vec<u64> = trend.points.iter().map(|p| p.count).collect();
    assert_eq!(sizes, BUYERS_BY_MONTH);
}

fn the_rfm_grid_adds_up(shop: &Shop) {
    let grid = shop.rfm_grid().unwrap();
    assert_eq!(grid.cells.len(), 20);
    assert_eq!(grid.cells.iter().map(|c| c.count).sum::<u64>(), grid.buyers);
    assert_eq!(grid.buyers, 4_338);
    assert_eq!(grid.cells.iter().map(|c| c.orders).sum::<i64>(), 18_532);
    for cell in &grid.cells {
        assert_eq!(count(shop, &cell.expression), cell.count, "{cell:?}");
        let both = format!(
            "{} AND NOT rfm_group = \"{}\"",
            cell.expression,
            cell.group.word()
        );
        assert_eq!(count(shop, &both), 0, "{both}");
    }
    let scores: u64 = (1..=5).map(|r| count(shop, &format!("r = {r}"))).sum();
    assert_eq!(scores, grid.buyers);
}

fn the_past_is_counted_from_rows(file: std::path::PathBuf, shop: &Shop) {
    let then = Options {
        now: Moment::parse_rfc3339("2011-06-30T23:59:59Z"),
        ..Options::default()
    };
    let past = Shop::open(&file, then).unwrap();
    let (now, before) = (
        count(shop, "orders >= 5 BETWEEN 2010-12-01 AND 2011-06-30"),
        count(&past, "orders >= 5"),
    );
    assert_eq!(now, before);
    assert_eq!(
        count(shop, "spent > 1000 BETWEEN 2010-12-01 AND 2011-06-30"),
        count(&past, "spent > 1000")
    );
    assert!(
        past.count_group("orders >= 0").unwrap().of < shop.count_group("orders >= 0").unwrap().of
    );
    assert!(count(&past, "rfm_group = Champions") > 0);
}

fn groups_are_kept_and_taken_back(shop: &Shop) {
    let names = |shop: &Shop| -> Vec<String> {
        let rows = shop.groups().unwrap();
        for row in &rows {
            assert!(row.problem.is_none() && row.count.is_some(), "{row:?}");
        }
        rows.into_iter()
            .filter(|r| !r.ready_made)
            .map(|r| r.name)
            .collect()
    };
    let saved = shop
        .save_group("Fünf", "orders>=5 and country = \"United Kingdom\"")
        .unwrap();
    assert_eq!(
        saved.expression,
        "orders >= 5 AND country = \"United Kingdom\""
    );
    assert!(!saved.replaced);
    assert_eq!(count(shop, "Fünf"), saved.count);
    assert_eq!(count(shop, "in group FÜNF and orders >= 1"), saved.count);
    shop.save_group("Not five", "NOT IN GROUP \"Fünf\"")
        .unwrap();
    assert_eq!(names(shop), ["Fünf", "Not five"]);
    let refused = shop
        .save_group("Fünf", "IN GROUP \"Not five\"")
        .unwrap_err();
    assert!(
        refused.to_string().contains("go round in a circle"),
        "{refused}"
    );
    let refused = shop.remove_group("fünf").unwrap_err();
    assert!(refused.to_string().contains("Not five"), "{refused}");
    shop.remove_group("Not five").unwrap();
    assert!(shop.save_group("Fünf", "orders >= 5").unwrap().replaced);
    assert_eq!(count(shop, "Fünf"), 1_114);
    for wanted in [saved.count, saved.count] {
        shop.undo(&Quiet, &Cancel::default()).unwrap();
        assert_eq!(count(shop, "Fünf"), wanted);
    }
    assert_eq!(names(shop), ["Fünf", "Not five"]);
    let Err(Error::Asked(text)) = shop.count_group("ordrs >= 1") else {
        panic!("a slip is no answer");
    };
    assert!(text.contains("Did you mean `orders`?"), "{text}");
}
