//! What the list of everything finds in the shop while one types: people, products, groups.

use crate::model::ids::{CustomerId, ProductId};
use crate::model::text::mask;
use crate::shop::customers::{self, CustomerRow};
use crate::shop::products;
use crate::tui::app::{Job, Msg, Target};
use crate::tui::screens::Id;

/// The slot of the search.
pub const SLOT: &str = "palette.find";
/// The most of a kind that are listed.
const MOST: usize = 5;
/// Shorter texts find too much.
const LEAST: usize = 2;

/// Something found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub note: String,
    /// Where it is opened.
    pub screen: Id,
    /// What is opened there.
    pub target: Target,
}

/// What came of a search.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answer {
    /// What was looked for.
    pub text: String,
    /// People and products that fit.
    pub found: Vec<Found>,
    /// All groups, where they were asked for: few enough to be filtered as one types.
    pub groups: Option<Vec<Found>>,
}

/// Whether a text is worth a search.
pub fn worth(text: &str) -> bool {
    text.trim().chars().count() >= LEAST
}

/// The search for a text, after a pause in typing. Contact data stay masked unless they are shown.
pub fn job(text: String, reveal: bool, groups: bool) -> Job {
    Job::new(SLOT, move |cx| {
        let find = Some(text.trim());
        let mut found = Vec::new();
        if let Some(screen) = Id::named("customers") {
            let wanted = customers::Wanted {
                find,
                limit: MOST,
                ..customers::Wanted::default()
            };
            let rows = cx.shop.customers(&wanted).map(|page| page.rows);
            let rows = rows.unwrap_or_default().into_iter();
            found.extend(rows.map(|row| person(&row, reveal, screen)));
        }
        if let Some(screen) = Id::named("products")
            && !cx.cancel.stopped()
        {
            let wanted = products::Wanted {
                find,
                limit: MOST,
                ..products::Wanted::default()
            };
            let rows = cx.shop.products(&wanted).map(|page| page.rows);
            found.extend(rows.unwrap_or_default().into_iter().map(|row| Found {
                note: match row.sku {
                    Some(sku) => format!("product, {sku}"),
                    None => "product".into(),
                },
                name: row.title,
                screen,
                target: Target::Product(ProductId(row.id.0)),
            }));
        }
        let groups = Id::named("groups").filter(|_| groups && !cx.cancel.stopped());
        let groups = groups.and_then(|screen| {
            let rows = cx.shop.groups().ok()?.into_iter();
            let found = rows.map(|row| Found {
                name: row.name.clone(),
                note: "group".into(),
                screen,
                target: Target::Group(row.name),
            });
            Some(found.collect())
        });
        Msg::Found(Answer {
            text,
            found,
            groups,
        })
    })
    .after(120)
}

fn person(row: &CustomerRow, reveal: bool, screen: Id) -> Found {
    let contact = |text: &String| match reveal {
        true => text.clone(),
        false => mask(text),
    };
    let name = row.name.clone();
    let name = name
        .or_else(|| row.email.as_ref().map(contact))
        .or_else(|| row.platform_id.clone())
        .or_else(|| row.phone.as_ref().map(contact))
        .unwrap_or_else(|| format!("customer-{}", row.id.0));
    Found {
        name,
        note: match &row.city {
            Some(city) => format!("customer, {city}"),
            None => "customer".into(),
        },
        screen,
        target: Target::Customer(CustomerId(row.id.0)),
    }
}
