//! Pages of groups beside each other, beside the shop and over time.

use super::member;
use crate::cli::output::Page;
use crate::shop::group_change::GroupChange;
use crate::shop::group_overlap::Overlap;
use crate::shop::group_trend::Trend;
use crate::shop::groups::{GroupWorth, Member};
use crate::shop::rfm_grid::RfmGrid;

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "n/a".to_owned(), |s| format!("{:.1}%", s * 100.0))
}

fn people(members: &[Member], page: &mut Page) {
    let rows: Vec<Vec<String>> = members.iter().map(|m| member(m, page)).collect();
    page.table(
        &["Id", "Name", "E-mail", "Place", ">Orders", ">Spent"],
        &rows,
    );
}

pub(super) fn worth(worth: &GroupWorth, page: &mut Page) {
    let money = |m: Option<crate::model::money::Money>| {
        m.map_or_else(|| "n/a".to_owned(), |m| m.to_string())
    };
    let row = |label: &str, own: String, shop: String, share: Option<f64>| {
        vec![label.to_owned(), own, shop, percent(share)]
    };
    let part = |of: i64, all: i64| (all > 0).then(|| of as f64 / all as f64);
    let beside =
        |label: &str, own, shop| vec![label.to_owned(), money(own), money(shop), String::new()];
    page.table(
        &["", ">This group", ">Whole shop", ">Share"],
        &[
            row(
                "Customers",
                worth.customers.to_string(),
                worth.shop_customers.to_string(),
                worth.share,
            ),
            row(
                "Orders",
                worth.orders.to_string(),
                worth.shop_orders.to_string(),
                part(worth.orders, worth.shop_orders),
            ),
            row(
                "Spent",
                worth.spent.to_string(),
                worth.shop_spent.to_string(),
                worth.share_of_spent,
            ),
            row(
                "Orders in 12 months",
                worth.orders_12_months.to_string(),
                worth.shop_orders_12_months.to_string(),
                part(worth.orders_12_months, worth.shop_orders_12_months),
            ),
            row(
                "Spent in 12 months",
                worth.spent_12_months.to_string(),
                worth.shop_spent_12_months.to_string(),
                worth.share_12_months,
            ),
            beside(
                "Average order",
                worth.average_order,
                worth.shop_average_order,
            ),
            beside(
                "Spent per customer",
                worth.per_customer,
                worth.shop_per_customer,
            ),
        ],
    );
    page.gap();
    people(&worth.examples, page);
}

pub(super) fn change(change: &GroupChange, page: &mut Page) {
    page.line(format!(
        "{} customers on {}, {} on {}: {} entered, {} left, {} stayed",
        change.before,
        change.from,
        change.after,
        change.to,
        change.entered,
        change.left,
        change.stayed
    ));
    for (title, all, shown) in [
        ("Entered", change.entered, &change.entered_members),
        ("Left", change.left, &change.left_members),
    ] {
        if !shown.is_empty() {
            page.gap();
            page.line(format!("{title}: {} of {all}", shown.len()));
            people(shown, page);
        }
    }
}

pub(super) fn trend(trend: &Trend, page: &mut Page) {
    let rows: Vec<Vec<String>> = trend
        .points
        .iter()
        .map(|p| {
            vec![
                p.day.clone(),
                p.count.to_string(),
                p.of.to_string(),
                percent(p.share),
                if p.data { "" } else { "no data of these days" }.to_owned(),
            ]
        })
        .collect();
    page.table(&["End of", ">Customers", ">Of", ">Share", ""], &rows);
    if let Some(since) = &trend.data_since {
        page.line(format!("The shop's data begin on {since}."));
    }
}

pub(super) fn overlap(overlap: &Overlap, page: &mut Page) {
    let rows: Vec<Vec<String>> = overlap
        .groups
        .iter()
        .map(|g| vec![g.name.clone(), g.count.to_string(), g.alone.to_string()])
        .collect();
    page.table(&["Group", ">Customers", ">In no other"], &rows);
    page.gap();
    let name = |i: usize| overlap.groups.get(i).map_or("", |g| g.name.as_str());
    let rows: Vec<Vec<String>> = overlap
        .pairs
        .iter()
        .map(|p| {
            vec![
                format!("{} + {}", name(p.a), name(p.b)),
                p.both.to_string(),
                percent(p.share_of_a),
                percent(p.share_of_b),
            ]
        })
        .collect();
    page.table(
        &["Both", ">Customers", ">Of the first", ">Of the second"],
        &rows,
    );
    page.line(format!(
        "{} of {} customers are in at least one, {} in all",
        overlap.in_any, overlap.of, overlap.in_all
    ));
}

pub(super) fn grid(grid: &RfmGrid, page: &mut Page) {
    let rows: Vec<Vec<String>> = grid
        .cells
        .iter()
        .map(|c| {
            vec![
                c.expression.clone(),
                c.group.word().to_owned(),
                c.count.to_string(),
                percent(c.share),
                c.orders.to_string(),
                c.spent.to_string(),
                percent(c.share_of_spent),
            ]
        })
        .collect();
    page.table(
        &[
            "Cell",
            "RFM group",
            ">Customers",
            ">Share",
            ">Orders",
            ">Spent",
            ">Share",
        ],
        &rows,
    );
    page.line(format!(
        "{} customers with an order, {} without",
        grid.buyers, grid.prospects
    ));
}
