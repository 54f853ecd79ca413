//! Files that belong together: one says what was bought, another when and by whom. They are joined by the order's number;
//! where the second came in earlier, the shop itself says it.

use super::import::companions;
use super::import::{Detection, Field, Format, Kind};
use super::import_options::ImportOptions;
use super::source::Source;
use super::{Error, Shop};
use crate::import::{self, Table, Wishes, grouped};
use crate::store::order_heads;
use std::path::Path;

/// What becomes of a file.
pub(crate) enum Place<'a> {
    /// It is read, by itself or with what another tells.
    Read(Source<'a>, Box<Detection>),
    /// What it tells goes in with another file, of this name.
    With(String),
}

/// The rows of a file with what others tell of them.
struct Completed {
    text: Vec<u8>,
    /// What tells it.
    with: Vec<String>,
    /// Orders of which there is no row.
    unused: u64,
}

/// A table as it lies in a file, held for one of orders.
struct Half {
    table: Table,
    /// The column with the order's number, if it says what was bought and not when.
    orders: Option<usize>,
}

impl Half {
    fn of(source: &Source<'_>, format: Format, options: &ImportOptions) -> Result<Half, Error> {
        let wishes = Wishes {
            format: Some(format),
            map: Vec::new(),
            incomplete: true,
            ..options.wishes()?
        };
        let detection = source.look(&wishes)?;
        Ok(Half {
            orders: import::order_column(&detection),
            table: import::table(source.read()?, &detection)?,
        })
    }

    /// Whether it says what was bought, and not when.
    fn is_items(source: &Source<'_>, options: &ImportOptions) -> Result<bool, Error> {
        let wishes = Wishes {
            format: Some(Format::OrderLines),
            map: Vec::new(),
            incomplete: true,
            ..options.wishes()?
        };
        let found = source.look(&wishes)?;
        Ok(import::order_column(&found).is_some())
    }
}

impl Shop {
    /// The file with which this one goes in, among those that came with it.
    pub fn goes_with(&self, path: &Path, options: &ImportOptions) -> Option<String> {
        let source = Source::of(path, options.member.as_deref()).ok()?;
        match self.placed(source, &companions(options), options) {
            Ok(Place::With(name)) => Some(name),
            _ => None,
        }
    }

    /// What a file is taken for, in the light of those that came with it.
    pub(crate) fn placed<'a>(
        &self,
        source: Source<'a>,
        others: &[Source<'_>],
        options: &ImportOptions,
    ) -> Result<Place<'a>, Error> {
        let own = self.detected(&source, options);
        let lacks = match &own {
            Ok(detection) => !detection.missing.is_empty(),
            Err(Error::Asked(_)) => true,
            Err(_) => false,
        };
        if lacks
            && (!others.is_empty() || Half::is_items(&source, options).unwrap_or(false))
            && let Some(Completed { text, with, unused }) =
                self.completed(&source, others, options)?
        {
            let with = with.join(" and ");
            let joined = source.joined(text, &with);
            let mut detection = self.detected(&joined, options)?;
            detection.evidence.push(format!(
                "each row was put beside what is said of it in {with}"
            ));
            if unused > 0 {
                detection.evidence.push(format!(
                    "{} of these orders have no row here",
                    grouped(unused)
                ));
            }
            return Ok(Place::Read(joined, Box::new(detection)));
        }
        let orders = own.as_ref().is_ok_and(|d| d.format.kind() == Kind::Orders);
        if lacks || !orders {
            for other in others {
                if let Ok(true) = Half::is_items(other, options)
                    && let (Ok(items), Ok(of)) = (
                        Half::of(other, Format::OrderLines, options),
                        Half::of(&source, Format::OrderLines, options),
                    )
                    && let Some(column) = items.orders
                    && of.orders.is_none()
                    && of
                        .table
                        .of_orders(&items.table, &items.table.values(column))
                        .is_some()
                {
                    return Ok(Place::With(other.name.clone()));
                }
            }
        }
        Ok(Place::Read(source, Box::new(own?)))
    }

    /// The rows of a file that says what was bought, with their orders; and what told of these.
    fn completed(
        &self,
        source: &Source<'_>,
        others: &[Source<'_>],
        options: &ImportOptions,
    ) -> Result<Option<Completed>, Error> {
        let Ok(items) = Half::of(source, Format::OrderLines, options) else {
            return Ok(None);
        };
        let mut with = Vec::new();
        let mut table = items.table.clone();
        if ![Field::Price, Field::LineTotal]
            .iter()
            .any(|f| table.fields.contains(&Some(*f)))
        {
            // What a piece costs may stand in the file of the products.
            for other in others {
                let (Ok(goods), Some(id)) = (
                    Half::of(other, Format::Products, options),
                    [Field::ProductId, Field::Sku]
                        .iter()
                        .find_map(|f| table.fields.iter().position(|of| *of == Some(*f))),
                ) else {
                    continue;
                };
                if let Some(beside) = goods.table.of_products(&table, &table.values(id)) {
                    table = table.clone().with(id, &beside).0;
                    with.push(other.name.clone());
                    break;
                }
            }
        }
        let Some(column) = items.orders else {
            return Ok((!with.is_empty()).then(|| Completed {
                text: table.text(),
                with,
                unused: 0,
            }));
        };
        let keys = items.table.values(column);
        for other in others {
            if let Ok(half) = Half::of(other, Format::OrderLines, options)
                && half.orders.is_none()
                && let Some(beside) = half.table.of_orders(&table, &keys)
            {
                with.push(other.name.clone());
                let (joined, unused) = table.with(column, &beside);
                return Ok(Some(Completed {
                    text: joined.text(),
                    with,
                    unused,
                }));
            }
        }
        let known = self.store.read(|db| {
            let keys = keys.iter().filter_map(|k| std::str::from_utf8(k).ok());
            order_heads::of(db, keys)
        })?;
        let columns = [
            ("order", Field::Order),
            ("order date", Field::At),
            ("shipped at", Field::FulfilledAt),
            ("order status", Field::Status),
            ("order currency", Field::Currency),
            ("order shipping", Field::Shipping),
            ("order tax", Field::Tax),
            ("order discount", Field::Discount),
            ("refunded amount", Field::Refunded),
            ("sales channel", Field::Channel),
            ("discount code", Field::Code),
            ("customer id", Field::Customer),
            ("email", Field::Email),
            ("phone", Field::Phone),
        ];
        let known = import::made(&columns, known);
        let Some(beside) = known.of_orders(&table, &keys) else {
            return Ok(None);
        };
        with.push("the orders that are here already".to_owned());
        let (joined, _) = table.with(column, &beside);
        Ok(Some(Completed {
            text: joined.text(),
            with,
            unused: 0,
        }))
    }
}
