//! A hand-made shop for the tests of the steps: eight products, a few orders, and documents written as TOML.

use super::*;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::Price;
use crate::model::placement::PageType;
use crate::model::playbook::Playbook;
use crate::model::time::{DAY, Moment, Zone};
use crate::recommend::{Engine, Fact, FactKind, Item};
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::when::AsOf;

/// Noon of a day.
pub(crate) fn day(n: i64) -> Moment {
    Moment(n * DAY + DAY / 2)
}

/// Product by number, from 1.
pub(crate) fn p(n: i64) -> ProductId {
    ProductId(n)
}

/// One line of an order; customer 0 = nobody.
pub(crate) fn bought(customer: i64, product: i64, on: i64, order: i64) -> Fact {
    Fact {
        customer: (customer != 0).then_some(CustomerId(customer)),
        product: ProductId(product),
        kind: FactKind::Bought,
        at: day(on),
        source: order,
        session: None,
        quantity: 1,
    }
}

/// Products `1..=count`: product n is called `P<n>`, has SKU `S<n>`, costs 10 n, brand `B<n mod 3>`, category
/// `C<n mod 2>`.
pub(crate) fn items(count: i64) -> Vec<Item> {
    (1..=count)
        .map(|n| Item {
            title: format!("P{n}"),
            sku: Some(format!("S{n}")),
            brand: Some(format!("B{}", n % 3)),
            category: Some(format!("C{}", n % 2)),
            price: Some(Price(n * 100_000)),
            ..Item::bare(ProductId(n))
        })
        .collect()
}

/// Eight products; product n is in 40 - 4 n anonymous orders of days 90 to 99, so P1 sells best and P8 least.
pub(crate) fn facts() -> Vec<Fact> {
    let mut facts = Vec::new();
    for n in 1..=8 {
        for i in 0..(40 - 4 * n) {
            facts.push(bought(0, n, 90 + i % 10, n * 1000 + i));
        }
    }
    facts
}

/// A shop made ready.
pub(crate) struct Ready {
    pub(crate) engine: Engine,
    pub(crate) goods: Goods,
    pub(crate) book: Book,
}

/// The day on which the tests look.
pub(crate) const TODAY: i64 = 100;

impl Ready {
    pub(crate) fn new(items: Vec<Item>, facts: Vec<Fact>, toml: &str) -> Ready {
        let engine = Engine::build(items, facts);
        let goods = Goods::new(&engine, [], 0);
        let as_of = AsOf::new(day(TODAY), Zone::UTC);
        let playbook = Playbook::read(toml).unwrap();
        let book = Book::compile(&playbook, &engine, &goods, &Vocabulary::default(), &as_of);
        Ready {
            engine,
            goods,
            book,
        }
    }

    /// The usual eight products with other documents.
    pub(crate) fn with(toml: &str) -> Ready {
        Ready::new(items(8), facts(), toml)
    }

    pub(crate) fn house(&self) -> House<'_> {
        House {
            engine: &self.engine,
            fit: None,
            goods: &self.goods,
            book: &self.book,
            stamp: "test",
        }
    }

    pub(crate) fn home(&self, person: &Person) -> Decision {
        let visit = Visit::new(PageType::Home, day(TODAY), Zone::UTC);
        page(&Inputs::new(self.house(), person, &visit))
    }
}

/// The products of a block's slots.
pub(crate) fn shown(decision: &Decision, block: usize) -> Vec<i64> {
    decision.blocks[block]
        .slots
        .iter()
        .map(|s| s.product.0)
        .collect()
}

/// A home layout of one block with one strategy `s` (and more text).
pub(crate) fn one_block(strategy: &str, size: usize, more: &str) -> String {
    format!(
        "[[strategy]]\nid = \"s\"\nname = \"S\"\nstate = \"live\"\nranker = \"Best Sellers\"\n{strategy}\n\
         [[layout]]\nid = \"home\"\nname = \"Home\"\nstate = \"live\"\npage = \"home\"\n\
         [[layout.blocks]]\nname = \"One\"\nstrategies = [\"s\"]\nsize = {size}\n{more}"
    )
}
