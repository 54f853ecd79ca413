//! What a group can ask for, with the values that this shop has.

use crate::shop::attributes::AttributeRow;
use crate::shop::{Error, Shop};
use crate::store::plan_sql;
use crate::targeting::check::attribute_name;
use crate::targeting::fields::{FieldInfo, Kind, fields, named};
use crate::targeting::plan::{AnyField, Subject};
use crate::targeting::ready_made::{Have, Need};
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::Listed;
use serde::Serialize;

/// How many of the shop's own values a field lists for pickers.
const SAMPLES: usize = 200;

/// A field that a group can ask for.
#[derive(Clone, Debug, Serialize)]
pub struct FieldRow {
    /// As in the catalogue.
    #[serde(rename = "field")]
    pub info: FieldInfo,
    /// The name as it is typed (`attribute.age`).
    pub name: String,
    /// The shop's own values, or the names that it takes; for pickers.
    pub values: Vec<String>,
    /// Of an attribute: what its values are, as learnt from all of them.
    pub learnt: Option<AttributeRow>,
    /// What this shop lacks for it, in plain words.
    pub missing: Option<String>,
}

impl Shop {
    /// Which kinds of data the shop has at all.
    pub fn group_data(&self) -> Result<Have, Error> {
        self.store.read(|db| Ok(plan_sql::have(db)?))
    }

    /// Every field that a group can ask for, with the shop's own values.
    pub fn group_fields(&self) -> Result<Vec<FieldRow>, Error> {
        let vocabulary = self.vocabulary()?;
        let listed = |of: Listed| -> Vec<String> {
            vocabulary
                .values
                .get(&of)
                .map(|v| v.shown().iter().take(SAMPLES).cloned().collect())
                .unwrap_or_default()
        };
        let have = self.group_data()?;
        let mut rows = Vec::new();
        for info in fields(Subject::Customers).filter(|f| !f.of_request) {
            let shelf = Shelf::ALL
                .into_iter()
                .find(|(word, _)| info.name.strip_suffix(".NAME") == Some(word));
            if let Some((word, shelf)) = shelf {
                let all = self.customer_attributes()?;
                let stated = shelf == Shelf::Preferences;
                for attribute in all.iter().filter(|a| a.stated == stated) {
                    let name = attribute_name(&attribute.name);
                    rows.push(FieldRow {
                        info: *info,
                        name: format!("{word}.{name}"),
                        values: attribute.examples.clone(),
                        learnt: Some(attribute.clone()),
                        missing: None,
                    });
                }
                continue;
            }
            let values = match named(Subject::Customers, info.name) {
                Some((_, AnyField::Text(field))) => {
                    match (field.choices(), field.listed()) {
                        (Some(choices), _) => choices.into_iter().map(str::to_owned).collect(),
                        // Labels of all kinds lie together: these would not all be campaigns.
                        (None, Some(Listed::Campaign)) => Vec::new(),
                        (None, Some(of)) => listed(of),
                        (None, None) => Vec::new(),
                    }
                }
                _ if info.kind == Kind::Flag => vec!["yes".into(), "no".into()],
                _ => Vec::new(),
            };
            let needs = Need::of_field(info.name);
            let none = match named(Subject::Customers, info.name) {
                Some((_, AnyField::Text(field))) => field.listed().is_some_and(|of| {
                    vocabulary
                        .values
                        .get(&of)
                        .is_some_and(|v| v.shown().is_empty())
                }),
                _ => false,
            };
            let lacks = needs.and_then(|need| need.missing(&have, &vocabulary));
            rows.push(FieldRow {
                info: *info,
                name: info.name.to_owned(),
                values,
                learnt: None,
                missing: lacks.or_else(|| none.then(|| "no values yet".to_owned())),
            });
        }
        Ok(rows)
    }
}
