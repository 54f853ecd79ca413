//! Chooses what kind of table a file is: a platform's own by the names of its columns, else the kind whose needs its
//! columns meet.

use super::catalogue::PRODUCT_COLUMNS;
use super::detect::Found;
use super::error::Error;
use super::field::Field;
use super::format::Format;
use super::kind::Kind;
use super::mapping::list;
use super::platform::{Names, Shape};
use super::suggest::{self, Look, Suggestion, normal};
use super::suggest_orders;
use super::suggest_people;

/// What a table was taken for.
pub(crate) struct Chosen {
    pub(crate) format: Format,
    pub(crate) why: String,
    pub(crate) fields: Vec<Suggestion>,
    /// Whether it may as well be a table of something else: an order number would tell.
    pub(crate) vague: bool,
}

impl Found<'_> {
    /// What kind of table it is, and what its columns hold.
    pub(crate) fn choose(
        &self,
        names: &[String],
        looks: &[Look<'_>],
        mark: u8,
    ) -> Result<Chosen, Error> {
        if let Some(format) = self.wishes.format {
            let fields = match &format.platform().shape {
                Shape::Named(own) => {
                    if own.recognise(names).is_none() {
                        return Err(Error::Asked(format!(
                            "{} has not the columns of the {format} ({}); its columns are: {}",
                            self.file_name,
                            own.telling.join(", "),
                            list(names)
                        )));
                    }
                    named(own, names, format.kind())
                }
                _ => suggest::suggest(looks, mark, format.kind()),
            };
            return Ok(Chosen {
                format,
                why: "you asked for this format".to_owned(),
                fields,
                vague: false,
            });
        }
        let mut best: Option<(usize, Format, &Names)> = None;
        for format in Format::ALL {
            if let Shape::Named(own) = &format.platform().shape
                && let Some(used) = own.recognise(names)
                && best.is_none_or(|(most, ..)| used > most)
            {
                best = Some((used, *format, own));
            }
        }
        if let Some((used, format, own)) = best {
            return Ok(Chosen {
                format,
                why: own.evidence(format.title(), used, names.len()),
                fields: named(own, names, format.kind()),
                vague: false,
            });
        }
        // Any table: the first kind whose needs are all met, else the one of which most are.
        let mut chosen: Option<((bool, usize), Chosen)> = None;
        for format in Format::ALL {
            if !matches!(format.platform().shape, Shape::Any) {
                continue;
            }
            let kind = format.kind();
            if kind == Kind::Customers && suggest_people::is_about_others(looks) {
                continue;
            }
            let others = matches!(kind, Kind::Products | Kind::Places | Kind::Weather);
            if others && suggest_people::is_about_orders(looks) {
                continue;
            }
            let fields = suggest::suggest(looks, mark, kind);
            // Of a table that few have, a part of a name is too little.
            let rare = matches!(
                kind,
                Kind::Shown | Kind::Messages | Kind::Campaigns | Kind::Places | Kind::Weather
            );
            let mapped = |f: &Field| {
                let mut all = looks.iter().zip(&fields);
                all.any(|(look, found)| {
                    let offered = found.as_ref().is_some_and(|(field, _)| field == f);
                    offered && (!rare || *f == Field::At || suggest::is_exact(*f, look.name))
                }) || self.wishes.map.iter().any(|(_, field)| field == f)
            };
            let needs = format.kind().needs();
            // Nearly every table names something: that alone makes none of products.
            let met = match format.kind() {
                Kind::Products if !is_catalogue(looks, mark, &fields) => 0,
                Kind::Customers if !suggest_people::says_something(looks, &fields) => 0,
                _ => needs.iter().filter(|n| n.fields.iter().any(mapped)).count(),
            };
            let said: Vec<Field> = self.wishes.map.iter().map(|(_, f)| *f).collect();
            let vague = format.kind() == Kind::Orders
                && !suggest_orders::tells_orders(looks, &fields, &said);
            let fit = if met == needs.len() && !vague {
                (true, 0)
            } else {
                (false, met)
            };
            // Most tables that nobody knows are orders.
            let usual = *format == Format::OrderLines && !fit.0;
            let better = |best: &(bool, usize)| fit > *best || (usual && fit == *best);
            if chosen.as_ref().is_none_or(|(best, _)| better(best)) {
                let why = format!("it looks like a {}", format.kind().words());
                let format = *format;
                chosen = Some((
                    fit,
                    Chosen {
                        format,
                        why,
                        fields,
                        vague,
                    },
                ));
            }
        }
        match chosen {
            Some((_, chosen)) => Ok(chosen),
            None => self.refuse("is a table of no known kind"),
        }
    }
}

/// Whether a table that names products is about them: it says a usual thing of each, and no order or buyer.
fn is_catalogue(looks: &[Look<'_>], mark: u8, fields: &[Suggestion]) -> bool {
    const USUAL: [Field; 6] = [
        Field::Product,
        Field::Sku,
        Field::ProductId,
        Field::Handle,
        Field::Attribute,
        Field::Added,
    ];
    // Whatever has a name may have a kind, a state and a day: of products more is said, or they are called so.
    const VAGUE: [Field; 5] = [
        Field::Category,
        Field::State,
        Field::Published,
        Field::Tags,
        Field::Description,
    ];
    let called = looks.iter().zip(fields).any(|(look, found)| {
        found.as_ref().is_some_and(|(field, _)| match field {
            Field::Sku | Field::Handle => true,
            Field::Product | Field::ProductId => {
                !matches!(normal(look.name).as_str(), "name" | "title" | "id")
            }
            _ => false,
        })
    });
    // A question of a survey may hold the word `price` too.
    let named = |field: Field, name: &str| {
        PRODUCT_COLUMNS.says(&field, &normal(name)) || normal(name).len() <= 14
    };
    let says = |(look, found): (&Look<'_>, &Suggestion)| {
        found.as_ref().is_some_and(|(field, _)| {
            !USUAL.contains(field)
                && (called || !VAGUE.contains(field) && named(*field, look.name))
                // Any number of pieces is called a quantity: only a stock that is named so is one.
                && (*field != Field::Stock || PRODUCT_COLUMNS.says(field, &normal(look.name)))
        })
    };
    let others = suggest::suggest(looks, mark, Kind::Orders);
    let other = |f: &Suggestion| {
        let field = f.as_ref().map(|(field, _)| *field);
        matches!(field, Some(Field::Order | Field::Email | Field::Customer))
    };
    looks.iter().zip(fields).any(says) && !others.iter().any(other)
}

/// The fields of a platform's own columns.
fn named(own: &Names, columns: &[String], kind: Kind) -> Vec<Suggestion> {
    let mut taken: Vec<Field> = Vec::new();
    let mut found: Vec<Suggestion> = columns.iter().map(|_| None).collect();
    let entries = own.entries(columns);
    // In the order of the platform's list, so that the better of two columns wins.
    for (entry, (_, field)) in own.columns.iter().enumerate() {
        for (at, found) in found.iter_mut().enumerate() {
            if entries[at] == Some(entry) && (field.is_free() || !taken.contains(field)) {
                taken.push(*field);
                *found = Some((*field, "the platform's own name".to_owned()));
            }
        }
    }
    if kind == Kind::Customers {
        for (at, suggestion) in found.iter_mut().enumerate() {
            if suggestion.is_none() && entries[at].is_none() {
                *suggestion = suggest_people::rest(&columns[at]);
            }
        }
    }
    found
}
