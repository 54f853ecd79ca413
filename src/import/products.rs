//! Any table of products, also one that says only a part of them: columns by suggestion or `--map`.

use super::article::Together;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Platform, Shape};

/// Any table of products.
pub(crate) const PLATFORM: Platform = Platform {
    word: "products",
    title: "table of products",
    found: "one row for each product or variant: a catalogue, an inventory, a list of costs, prices or categories",
    kind: Kind::Products,
    shape: Shape::Any,
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let partial = is_partial(reading);
    let habits = Habits {
        together: Together {
            places: partial,
            partial,
        },
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

/// A catalogue names its products, prices them and says something more; any other table completes one.
fn is_partial(reading: &Reading) -> bool {
    let columns = &reading.detection.columns;
    let has = |field: Field| columns.iter().any(|c| c.field == Some(field));
    let more = [
        Field::Category,
        Field::Brand,
        Field::Description,
        Field::Image,
        Field::Option,
        Field::Tags,
        Field::Published,
        Field::State,
        Field::Handle,
    ];
    let figures = [
        Field::Cost,
        Field::Stock,
        Field::StockAt,
        Field::CompareAt,
        Field::Barcode,
    ];
    let says_more =
        more.into_iter().any(has) || figures.into_iter().filter(|f| has(*f)).count() > 1;
    !(has(Field::Product) && has(Field::Price) && says_more)
}
