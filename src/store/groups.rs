//! Saved target groups: rows of `documents` whose body is an expression.

use super::documents::{self, Content, Noun};
use super::{Db, Error, Tx};
use crate::model::strategy::State;
use crate::model::text::fold;
use crate::model::time::Moment;

/// One saved group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedGroup {
    /// Its id, made from the name it got first.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The condition.
    pub expression: String,
    /// How often it was changed, from 1.
    pub version: i64,
    /// Since when this version holds.
    pub since: Moment,
}

/// Every saved group, in the order in which they were made.
pub fn all(db: &Db<'_>) -> Result<Vec<SavedGroup>, Error> {
    let groups = documents::current(db, Noun::Group)?;
    Ok(groups
        .into_iter()
        .map(|v| SavedGroup {
            id: v.id,
            name: v.content.name,
            expression: v.content.body,
            version: v.version,
            since: v.valid_from,
        })
        .collect())
}

/// The saved group with this name or id; letter case does not matter.
pub fn named(db: &Db<'_>, name: &str) -> Result<Option<SavedGroup>, Error> {
    let wanted = fold(name);
    let groups = all(db)?;
    let by_name = groups.iter().position(|g| fold(&g.name) == wanted);
    let found = by_name.or_else(|| groups.iter().position(|g| g.id == wanted));
    Ok(found.and_then(|i| groups.into_iter().nth(i)))
}

/// Saves a group under a name, as a new version if it exists. Gives back its id and what it said before.
pub fn save(
    tx: &Tx<'_>,
    name: &str,
    expression: &str,
    at: Moment,
) -> Result<(String, Option<Content>), Error> {
    let before = named(tx, name)?;
    let (id, position) = match &before {
        Some(group) => {
            let position = documents::get(tx, Noun::Group, &group.id)?
                .map_or(0, |version| version.content.position);
            (group.id.clone(), position)
        }
        None => (
            free_id(tx, name)?,
            documents::next_position(tx, Noun::Group)?,
        ),
    };
    let content = Content {
        name: name.to_owned(),
        state: State::Live,
        position,
        body: expression.to_owned(),
    };
    let before = documents::set(tx, Noun::Group, &id, Some(&content), at)?;
    Ok((id, before))
}

/// Removes a group; its versions stay for whoever asks about the past. Gives back what it said.
pub fn remove(tx: &Tx<'_>, id: &str, at: Moment) -> Result<Option<Content>, Error> {
    documents::set(tx, Noun::Group, id, None, at)
}

/// Where a group is used: bodies of strategies, rules and experiments that hold now, with kind and name.
pub fn documents_with_bodies(db: &Db<'_>) -> Result<Vec<(Noun, String, String)>, Error> {
    let mut found = Vec::new();
    for noun in [Noun::Strategy, Noun::Rule, Noun::Experiment] {
        for version in documents::current(db, noun)? {
            found.push((noun, version.content.name, version.content.body));
        }
    }
    Ok(found)
}

/// A short id from a name that no group ever had: `Loyal DE` -> `loyal_de`.
fn free_id(db: &Db<'_>, name: &str) -> Result<String, Error> {
    let plain = deunicode::deunicode(name).to_lowercase();
    let mut id: String = plain
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .take(60)
        .collect();
    while id.contains("__") {
        id = id.replace("__", "_");
    }
    let id = match id.trim_matches('_') {
        "" => "group".to_owned(),
        id => id.to_owned(),
    };
    let mut tried = id.clone();
    let mut n = 2;
    while !documents::versions(db, Noun::Group, &tried)?.is_empty() {
        tried = format!("{id}_{n}");
        n += 1;
    }
    Ok(tried)
}
