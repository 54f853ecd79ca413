//! The values to choose from for one piece of a condition: the shop's own, the most frequent first.

use super::with_cuts;
use crate::model::country;
use crate::model::text::fold;
use crate::shop::{Cancel, Error, Shop};
use crate::store::field_values::{self, Counted};
use crate::store::{Db, plan_sql};
use crate::targeting::moment::MomentField;
use crate::targeting::plan::category_path;
use crate::targeting::print::quoted;
use crate::targeting::rows::source::{self, Source};
use crate::targeting::vocabulary::{Listed, Vocabulary};
use serde::Serialize;
use std::collections::HashMap;

/// So many values are read; what is rarer can be typed.
pub const MOST_VALUES: usize = 5_000;

/// What there is to choose from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FieldValues {
    /// What is counted: `people`, `sold`, `visits`, `searches`; empty if nothing is.
    pub unit: &'static str,
    /// The most frequent first.
    pub values: Vec<FieldValue>,
    /// Whether there are more, rarer ones.
    pub more: bool,
}

/// One value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FieldValue {
    /// As it stands in an expression.
    pub value: String,
    /// As people read it.
    pub shown: String,
    /// How often it is there; `None` where that is not counted, or where the shop is looked at as of an earlier day.
    pub count: Option<u64>,
}

impl Shop {
    /// The values of a field by its name, or of what is done (`bought category`).
    pub fn field_values_named(&self, name: &str) -> Result<FieldValues, Error> {
        let of = source::named(name, &*self.vocabulary()?).ok_or_else(|| {
            Error::Asked(format!(
                "there is no field `{name}`; `regulars groups fields` lists what there is"
            ))
        })?;
        let values = self.field_values(&of, &Cancel::default())?;
        if values.values.is_empty() {
            return Err(Error::Asked(match of {
                Source::Days => format!("`{name}` takes days: 2026-01-31, -30d, this_month"),
                Source::Number(_) => format!("`{name}` takes a number"),
                Source::Lengths => format!("`{name}` takes a length of time: 24h, 30d"),
                Source::Typed => format!("`{name}` takes any text"),
                _ => format!("this shop has no values for `{name}` yet"),
            }));
        }
        Ok(values)
    }

    /// The values that this shop has for a piece of a condition. Nothing for days, numbers and free text. Ends with an
    /// error soon after `cancel`.
    pub fn field_values(&self, of: &Source, cancel: &Cancel) -> Result<FieldValues, Error> {
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        let plans = match of {
            Source::Choices(field, names) if !is_of_moment(field) => names
                .iter()
                .map(|name| Ok(self.plan_of(&format!("{field} = {}", quoted(name)))?.0))
                .collect::<Result<Vec<_>, Error>>()?,
            _ => Vec::new(),
        };
        self.store.read_until(cancel.flag(), |db| {
            let as_of = with_cuts(db, asked)?;
            let (unit, counted) = match of {
                Source::Choices(field, names) if is_of_moment(field) => {
                    ("", names.iter().map(|n| (n.clone(), 0)).collect())
                }
                Source::Choices(_, names) => {
                    let counts = plans.iter().map(|plan| plan_sql::count(db, plan, &as_of));
                    let counts = counts.collect::<Result<Vec<_>, _>>()?;
                    ("people", names.iter().cloned().zip(counts).collect())
                }
                of => stored(db, of, &vocabulary)?,
            };
            let more = counted.len() >= MOST_VALUES;
            // Choices are counted as of the moment; what is read from lists holds for the present only.
            let said = matches!(of, Source::Choices(..)) || !plan_sql::is_past(db, as_of.now)?;
            let values = merged(of, counted)
                .into_iter()
                .map(|(value, count)| FieldValue {
                    shown: match of {
                        Source::Listed(Listed::Country) => country::shown(&value).to_string(),
                        _ => value.clone(),
                    },
                    count: Some(count).filter(|_| said && !unit.is_empty()),
                    value,
                });
            Ok(FieldValues {
                unit,
                values: values.collect(),
                more,
            })
        })
    }
}

/// What is of the moment parts nobody: there is nothing to count.
fn is_of_moment(field: &str) -> bool {
    MomentField::named(&field.to_lowercase()).is_some()
}

fn stored(
    db: &Db<'_>,
    of: &Source,
    vocabulary: &Vocabulary,
) -> Result<(&'static str, Vec<Counted>), Error> {
    let most = MOST_VALUES;
    Ok(match of {
        Source::Listed(of) => {
            let unit = match of {
                Listed::Product | Listed::Category | Listed::Brand | Listed::ProductTag => "sold",
                Listed::Device => "visits",
                Listed::Channel => "visits and orders",
                Listed::Campaign => "visits and messages",
                Listed::Sky => "days",
                Listed::Strategy => "",
                Listed::Country
                | Listed::Region
                | Listed::City
                | Listed::Language
                | Listed::CustomerTag => "people",
            };
            (unit, field_values::listed(db, *of, most)?)
        }
        Source::Column(shelf, name) => {
            let spelt = vocabulary.stated(*shelf).iter();
            let names: Vec<String> = spelt.filter(|n| fold(n) == fold(name)).cloned().collect();
            ("people", field_values::column(db, *shelf, &names, most)?)
        }
        Source::Queries => ("searches", field_values::queries(db, most)?),
        Source::Tiers => ("people", field_values::tiers(db, most)?),
        Source::Domains => ("people", field_values::domains(db, most)?),
        Source::Groups => {
            let names = vocabulary.groups.keys();
            ("", names.map(|n| (n.clone(), 0)).collect())
        }
        Source::Choices(..)
        | Source::Days
        | Source::Number(_)
        | Source::Lengths
        | Source::Typed => ("", Vec::new()),
    })
}

/// Spellings that an expression takes for the same are one value; categories come with those that they lie in.
fn merged(of: &Source, counted: Vec<Counted>) -> Vec<Counted> {
    let categories = *of == Source::Listed(Listed::Category);
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut out: Vec<Counted> = Vec::with_capacity(counted.len());
    let mut add = |key: String, value: String, n: u64| match at.get(&key) {
        Some(i) => {
            if let Some(known) = out.get_mut(*i) {
                known.1 += n;
            }
        }
        None => {
            at.insert(key, out.len());
            out.push((value, n));
        }
    };
    for (value, n) in counted {
        if value.trim().is_empty() {
            continue;
        }
        match of {
            _ if categories => {
                let parts: Vec<&str> = value.split('>').map(str::trim).collect();
                for depth in 1..=parts.len() {
                    let path = parts[..depth].join(" > ");
                    add(category_path(&path), path, n);
                }
            }
            Source::Listed(Listed::Country) => {
                add(fold(&country::shown(&value)), value, n);
            }
            _ => add(fold(&value), value, n),
        }
    }
    // What is not counted stays in its order.
    out.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_value_and_categories_bring_their_parents() {
        let counted = |all: &[(&str, u64)]| -> Vec<Counted> {
            all.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect()
        };
        let of = Source::Listed(Listed::City);
        let towns = merged(
            &of,
            counted(&[("Bonn", 5), ("bern", 4), (" ", 9), ("BERN", 3)]),
        );
        assert_eq!(towns, counted(&[("bern", 7), ("Bonn", 5)]));
        let of = Source::Listed(Listed::Category);
        let paths = merged(
            &of,
            counted(&[("Camping > Tents", 5), ("Camping>Lamps", 4)]),
        );
        assert_eq!(
            paths,
            counted(&[
                ("Camping", 9),
                ("Camping > Tents", 5),
                ("Camping > Lamps", 4)
            ])
        );
    }
}
