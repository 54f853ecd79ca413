//! A group is saved, changed or removed; undo takes it back.

use super::uses::uses;
use super::{right, unsettled, with_cuts};
use crate::model::text::{clean, fold};
use crate::model::time::Moment;
use crate::shop::clock::wall_clock;
use crate::shop::{Error, Shop};
use crate::store::documents::{self, Content, Noun};
use crate::store::undo::{self, Step};
use crate::store::{Tx, groups, plan_sql};
use crate::targeting::check::check_as;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::plan::Subject;
use crate::targeting::ready_made::ready_made;
use serde::Serialize;

/// The longest name of a group, in characters.
const LONGEST_NAME: usize = 80;

/// What became of saving.
#[derive(Clone, Debug, Serialize)]
pub struct SavedGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The condition as it was saved.
    pub expression: String,
    /// Whether a group of this name was there before.
    pub replaced: bool,
    /// How many people are in it.
    pub count: u64,
    /// Of so many.
    pub of: u64,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
}

impl Shop {
    /// Saves an expression under a name. A group of that name gets a new version; undo brings back the old one.
    pub fn save_group(&self, name: &str, text: &str) -> Result<SavedGroup, Error> {
        let name = group_name(name)?;
        let vocabulary = self.vocabulary()?;
        let checked = check_as(text, Subject::Customers, &vocabulary, Some(&name));
        let (plan, expression, warnings) = right(text, checked)?;
        if let Some(problem) = unsettled(&plan) {
            return Err(Error::Asked(problem));
        }
        let at = wall_clock();
        let asked = self.targeting_as_of();
        self.store.write(|tx| {
            let (id, before) = groups::save(tx, &name, &expression, at)?;
            let after = documents::get(tx, Noun::Group, &id)?.map(|v| v.content);
            if before != after {
                let done = if before.is_some() { "changed" } else { "saved" };
                let what = format!("{done} the group \"{name}\"");
                log(tx, at, &what, &id, before.clone(), after)?;
            }
            let as_of = with_cuts(tx, asked)?;
            Ok(SavedGroup {
                id,
                name: name.clone(),
                expression,
                replaced: before.is_some(),
                count: plan_sql::count(tx, &plan, &as_of)?,
                of: plan_sql::known(tx, &as_of)?,
                warnings,
            })
        })
    }

    /// Removes a saved group, unless something uses it; undo brings it back.
    pub fn remove_group(&self, name: &str) -> Result<(), Error> {
        let at = wall_clock();
        self.store.write(|tx| {
            let Some(group) = groups::named(tx, name)? else {
                let is_ready = ready_made().iter().any(|g| fold(&g.name) == fold(name));
                return Err(Error::Asked(if is_ready {
                    format!("\"{name}\" comes with the program and cannot be removed")
                } else {
                    format!("there is no group \"{name}\"; see `regulars groups` for the groups there are")
                }));
            };
            let saved = groups::all(tx)?;
            let users: Vec<String> = uses(tx, &saved)?
                .into_iter()
                .filter(|(used, _)| *used == fold(&group.name))
                .map(|(_, by)| format!("the {} \"{}\"", by.kind, by.name))
                .collect();
            if !users.is_empty() {
                return Err(Error::Asked(format!(
                    "\"{}\" is used by {}; change that first",
                    group.name,
                    users.join(", ")
                )));
            }
            let before = groups::remove(tx, &group.id, at)?;
            let what = format!("removed the group \"{}\"", group.name);
            log(tx, at, &what, &group.id, before, None)
        })
    }
}

/// Logs a change of a group, so that undo takes it back.
fn log(
    tx: &Tx<'_>,
    at: Moment,
    what: &str,
    id: &str,
    before: Option<Content>,
    after: Option<Content>,
) -> Result<(), Error> {
    let inverse = [Step::document(Noun::Group, id, before)];
    let again = [Step::document(Noun::Group, id, after)];
    Ok(undo::log(tx, at, what, &inverse, &again)?)
}

fn group_name(name: &str) -> Result<String, Error> {
    let name = clean(name).into_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::Asked(format!(
            "a group needs a name of 1 to {LONGEST_NAME} characters; for example: regulars groups save \"Loyal\" \"orders >= 5\""
        )));
    }
    Ok(name)
}
