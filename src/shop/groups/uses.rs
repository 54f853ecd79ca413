//! Which strategies, rules, experiments and groups use a group.

use crate::model::text::fold;
use crate::shop::Error;
use crate::store::documents::Noun;
use crate::store::{Db, groups};
use crate::targeting::ast::{Cond, Expr};
use crate::targeting::parse::parse;
use serde::Serialize;

/// Something that uses a group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UsedBy {
    /// `strategy`, `rule`, `experiment` or `group`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// Which group (folded name) is used by what.
pub(super) fn uses(
    db: &Db<'_>,
    saved: &[groups::SavedGroup],
) -> Result<Vec<(String, UsedBy)>, Error> {
    let mut uses = Vec::new();
    for group in saved {
        let by = UsedBy {
            kind: Noun::Group.word().to_owned(),
            name: group.name.clone(),
        };
        uses.extend(named_in(&group.expression).map(|used| (used, by.clone())));
    }
    for (noun, name, body) in groups::documents_with_bodies(db)? {
        let by = UsedBy {
            kind: noun.word().to_owned(),
            name,
        };
        let Ok(document) = body.parse::<toml::Table>() else {
            continue;
        };
        if let Some(group) = document.get("group").and_then(toml::Value::as_str) {
            // Either the name of a group or an expression that may name some.
            uses.push((fold(group), by.clone()));
            uses.extend(named_in(group).map(|used| (used, by.clone())));
        }
    }
    Ok(uses)
}

/// Folded names of the groups that an expression names.
fn named_in(text: &str) -> impl Iterator<Item = String> {
    fn walk(expr: &Expr, found: &mut Vec<String>) {
        match expr {
            Expr::Or(all) | Expr::And(all) => all.iter().for_each(|e| walk(e, found)),
            Expr::Not(inner) => walk(inner, found),
            Expr::Cond(cond, _) => {
                if let Cond::InGroup(name) = &**cond {
                    found.push(fold(&name.text));
                }
            }
            Expr::Broken(_) => {}
        }
    }
    let mut found = Vec::new();
    if let (Some(expr), _) = parse(text) {
        walk(&expr, &mut found);
    }
    found.into_iter()
}
