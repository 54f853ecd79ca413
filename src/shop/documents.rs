//! Documents of the shop: the default playbook on first use, reading them as of a moment, changing them so that it can
//! be undone.

use super::clock::wall_clock;
use super::{Error, Shop};
use crate::model::experiment::Experiment;
use crate::model::layout::Layout;
use crate::model::playbook::{DEFAULT, Playbook, Problem, parse, write};
use crate::model::rule::Rule;
use crate::model::strategy::{State, Strategy};
use crate::model::time::Moment;
use crate::store::documents::{ALWAYS, Content, Noun, Version};
use crate::store::undo::{self, Step};
use crate::store::{Db, Tx, documents};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What an added text brought.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Added {
    /// Ids of new documents, as `strategy best_sellers`.
    pub added: Vec<String>,
    /// Ids of documents that say something else now.
    pub changed: Vec<String>,
    /// Ids of documents that say the same as before.
    pub unchanged: Vec<String>,
}

/// One document on its way into the shop.
struct Document {
    noun: Noun,
    id: String,
    name: String,
    state: State,
    body: String,
}

impl Shop {
    /// Gives the shop the default playbook if it never had a strategy or layout. A shop that is open for reading only
    /// is decided by the same playbook without writing it.
    pub(crate) fn seed_documents(&self) -> Result<(), Error> {
        if self.store.is_read_only() {
            return Ok(());
        }
        let has = self.store.read(had)?;
        if has {
            return Ok(());
        }
        let all = split(&Playbook::read(DEFAULT).map_err(asked)?).map_err(asked)?;
        self.store.write(|tx| {
            if had(tx)? {
                return Ok(());
            }
            for (position, document) in (1..).zip(&all) {
                let content = Content {
                    name: document.name.clone(),
                    state: document.state,
                    position,
                    body: document.body.clone(),
                };
                documents::set(tx, document.noun, &document.id, Some(&content), ALWAYS)?;
            }
            Ok(())
        })
    }

    /// Adds the documents of a TOML text, or replaces those with the same ids, all or none; one undo takes all back.
    pub fn add_documents(&self, text: &str) -> Result<Added, Error> {
        self.seed_documents()?;
        let playbook = Playbook::read(text).map_err(asked)?;
        self.check_documents(&playbook)?;
        let all = split(&playbook).map_err(asked)?;
        let at = self.now();
        self.store.write(|tx| {
            let mut report = Added::default();
            let mut before = Vec::new();
            for document in &all {
                let old = documents::get(tx, document.noun, &document.id)?;
                let content = Content {
                    name: document.name.clone(),
                    state: document.state,
                    position: match &old {
                        Some(old) => old.content.position,
                        None => documents::next_position(tx, document.noun)?,
                    },
                    body: document.body.clone(),
                };
                let named = format!("{} {}", document.noun.word(), document.id);
                match &old {
                    Some(old) if old.content == content => report.unchanged.push(named),
                    Some(_) => report.changed.push(named),
                    None => report.added.push(named),
                }
                let was = documents::set(tx, document.noun, &document.id, Some(&content), at)?;
                before.push((document.noun, document.id.clone(), was, Some(content)));
            }
            let what = format!(
                "saved {}",
                all.iter()
                    .map(|d| format!("the {} {}", d.noun.word(), d.name))
                    .collect::<Vec<_>>()
                    .join(", ")
            );
            if !report.added.is_empty() || !report.changed.is_empty() {
                note(tx, &what, before)?;
            }
            Ok(report)
        })
    }

    /// Changes the state of a document.
    pub(crate) fn set_state(&self, noun: Noun, id: &str, state: State) -> Result<(), Error> {
        self.seed_documents()?;
        let at = self.now();
        self.store.write(|tx| {
            let old = documents::get(tx, noun, id)?.ok_or_else(|| missing(tx, noun, id))?;
            if old.content.state == state {
                return Ok(());
            }
            let mut content = old.content.clone();
            content.state = state;
            let was = documents::set(tx, noun, id, Some(&content), at)?;
            let what = format!("set the {} {} {state}", noun.word(), content.name);
            note(tx, &what, vec![(noun, id.to_owned(), was, Some(content))])
        })
    }

    /// Takes a document out of the shop; its past stays for whoever asks about it.
    pub(crate) fn remove_document(&self, noun: Noun, id: &str) -> Result<(), Error> {
        self.seed_documents()?;
        let at = self.now();
        self.store.write(|tx| {
            let old = documents::get(tx, noun, id)?.ok_or_else(|| missing(tx, noun, id))?;
            let was = documents::set(tx, noun, id, None, at)?;
            let what = format!("removed the {} {}", noun.word(), old.content.name);
            note(tx, &what, vec![(noun, id.to_owned(), was, None)])
        })
    }

    /// Puts the documents of a kind into another order: those named first, in this order, then the rest.
    pub(crate) fn reorder(&self, noun: Noun, ids: &[String]) -> Result<(), Error> {
        self.seed_documents()?;
        let at = self.now();
        self.store.write(|tx| {
            let mut all = documents::current(tx, noun)?;
            for id in ids {
                if !all.iter().any(|d| d.id == *id) {
                    return Err(missing(tx, noun, id));
                }
            }
            let place = |d: &Version| ids.iter().position(|id| *id == d.id).unwrap_or(ids.len());
            all.sort_by_key(|d| (place(d), d.content.position));
            let mut before = Vec::new();
            for (position, document) in (1..).zip(all) {
                if document.content.position != position {
                    let content = Content {
                        position,
                        ..document.content
                    };
                    let was = documents::set(tx, noun, &document.id, Some(&content), at)?;
                    before.push((noun, document.id, was, Some(content)));
                }
            }
            match before.is_empty() {
                true => Ok(()),
                false => note(tx, &format!("moved a {}", noun.word()), before),
            }
        })
    }

    /// Refuses documents that the shop cannot carry out: unknown rankers, expressions that cannot be read, names of
    /// strategies that do not exist.
    pub(crate) fn check_documents(&self, playbook: &Playbook) -> Result<(), Error> {
        let mut ask = super::preview::Ask::new(
            super::preview::Who::Visitor,
            crate::model::placement::PageType::Home,
        );
        ask.with = Some(playbook.clone());
        let scene = self.scene_of(&ask)?;
        let own = |id: &str| {
            playbook.strategies.iter().any(|d| d.id == id)
                || playbook.rules.iter().any(|d| d.id == id)
                || playbook.layouts.iter().any(|d| d.id == id)
                || playbook.experiments.iter().any(|d| d.id == id)
        };
        let mut wrong: Vec<String> = scene
            .book
            .problems
            .iter()
            .filter(|(id, _)| own(id))
            .map(|(id, what)| format!("{id}: {what}"))
            .collect();
        let strategies = playbook.strategies.iter().map(|d| (&d.id, &d.group));
        let rules = playbook.rules.iter().map(|d| (&d.id, &d.when));
        let layouts = playbook.layouts.iter().map(|d| (&d.id, &d.group));
        let tests = playbook.experiments.iter().map(|d| (&d.id, &d.group));
        let broken: Vec<&str> = scene.unreadable_groups().collect();
        for (id, group) in strategies.chain(rules).chain(layouts).chain(tests) {
            if let Some(group) = group.as_deref().filter(|g| broken.contains(g)) {
                wrong.push(format!(
                    "{id}: `{group}` is neither a saved group nor a condition; see `regulars groups list`"
                ));
            }
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Error::Asked(format!(
                "Nothing was saved: {}.",
                wrong.join("; ")
            ))),
        }
    }
}

/// The documents as of a moment (`None` = now), and what could not be read.
pub(crate) fn playbook(db: &Db<'_>, at: Option<Moment>) -> Result<(Playbook, Vec<String>), Error> {
    if !had(db)? {
        return Ok((Playbook::read(DEFAULT).map_err(asked)?, Vec::new()));
    }
    let mut notes = Vec::new();
    let n = &mut notes;
    let playbook = Playbook {
        name: None,
        strategies: read(db, at, Noun::Strategy, n, |d: &mut Strategy, s| d.state = s)?,
        rules: read(db, at, Noun::Rule, n, |d: &mut Rule, s| d.state = s)?,
        layouts: read(db, at, Noun::Layout, n, |d: &mut Layout, s| d.state = s)?,
        experiments: read(db, at, Noun::Experiment, n, |d: &mut Experiment, s| {
            d.state = s
        })?,
    };
    Ok((playbook, notes))
}

fn read<T: DeserializeOwned>(
    db: &Db<'_>,
    at: Option<Moment>,
    noun: Noun,
    notes: &mut Vec<String>,
    set: impl Fn(&mut T, State),
) -> Result<Vec<T>, Error> {
    let rows = match at {
        Some(at) => documents::valid_at(db, noun, at)?,
        None => documents::current(db, noun)?,
    };
    let mut all = Vec::new();
    for row in rows {
        match parse::<T>(&row.content.body) {
            Ok(mut document) => {
                set(&mut document, row.content.state);
                all.push(document);
            }
            Err(problem) => notes.push(format!(
                "the {} {} cannot be read: {problem}",
                noun.word(),
                row.id
            )),
        }
    }
    Ok(all)
}

fn had(db: &Db<'_>) -> Result<bool, crate::store::Error> {
    Ok(documents::any(db, Noun::Strategy)? || documents::any(db, Noun::Layout)?)
}

fn split(playbook: &Playbook) -> Result<Vec<Document>, Problem> {
    let mut all = Vec::new();
    let mut put = |noun, id: &str, name: &str, state, body| {
        all.push(Document {
            noun,
            id: id.to_owned(),
            name: name.to_owned(),
            state,
            body,
        });
    };
    for d in &playbook.strategies {
        put(Noun::Strategy, &d.id, &d.name, d.state, write(d)?);
    }
    for d in &playbook.rules {
        put(Noun::Rule, &d.id, &d.name, d.state, write(d)?);
    }
    for d in &playbook.layouts {
        put(Noun::Layout, &d.id, &d.name, d.state, write(d)?);
    }
    for d in &playbook.experiments {
        put(Noun::Experiment, &d.id, &d.name, d.state, write(d)?);
    }
    Ok(all)
}

pub(crate) fn asked(problem: Problem) -> Error {
    Error::Asked(problem.to_string())
}

/// The error for an id that the shop does not have, with those that it has.
pub(crate) fn missing(db: &Db<'_>, noun: Noun, id: &str) -> Error {
    let known = match documents::current(db, noun) {
        Ok(known) => known,
        Err(error) => return error.into(),
    };
    let ids: Vec<&str> = known.iter().map(|d| d.id.as_str()).collect();
    let word = noun.word();
    Error::Asked(match ids.is_empty() {
        true => format!("There is no {word} `{id}`, and no other."),
        false => format!("There is no {word} `{id}`; there are {}.", ids.join(", ")),
    })
}

/// Logs a change of documents: for each what it said before and what it says now.
fn note(
    tx: &Tx<'_>,
    what: &str,
    changes: Vec<(Noun, String, Option<Content>, Option<Content>)>,
) -> Result<(), Error> {
    let mut inverse = Vec::new();
    let mut again = Vec::new();
    for (noun, id, before, after) in changes {
        inverse.push(Step::document(noun, &id, before));
        again.push(Step::document(noun, &id, after));
    }
    inverse.reverse();
    Ok(undo::log(tx, wall_clock(), what, &inverse, &again)?)
}
