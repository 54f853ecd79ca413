//! What a merchant waits for, on the demo shop: the dashboard, results, a count, a search, a whole homepage.

use criterion::Criterion;
use regulars::model::placement::PageType;
use regulars::shop::customers::Wanted;
use regulars::shop::demo::Size;
use regulars::shop::preview::{Ask as PageAsk, Who};
use regulars::shop::results::{Ask, Span};
use regulars::shop::{Quiet, Shop};
use std::hint::black_box;

pub(crate) fn benches(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::demo(&folder.path().join("demo.db"), Size::Medium, 1, &Quiet).unwrap();
    shop.fit(shop.now(), &Quiet).unwrap();
    let anna = shop.customer_named("anna.maier@web.example").unwrap();
    let mut group = c.benchmark_group("desk");
    group.sample_size(20);
    group.bench_function("dashboard, 30 days", |b| {
        b.iter(|| black_box(shop.dashboard(Span::Days(30), None).unwrap()));
    });
    group.bench_function("results, all time", |b| {
        let ask = Ask {
            span: Span::All,
            ..Ask::default()
        };
        b.iter(|| black_box(shop.results(&ask).unwrap()));
    });
    for (name, expression) in [
        ("count on an index", "orders >= 3"),
        (
            "count on rows",
            "bought category \"Camping\" >= 2 TIMES WITHIN 90d",
        ),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| black_box(shop.count_group(expression).unwrap()));
        });
    }
    group.bench_function("find a customer", |b| {
        let wanted = Wanted {
            find: Some("anna"),
            limit: 50,
            ..Wanted::default()
        };
        b.iter(|| black_box(shop.customers(&wanted).unwrap()));
    });
    group.bench_function("homepage", |b| {
        let ask = PageAsk::new(Who::Customer(anna), PageType::Home);
        b.iter(|| black_box(shop.preview(&ask).unwrap()));
    });
    group.finish();
}
