//! The one function that decides pages and messages.

use super::block::block;
use super::choose::layout;
use super::context::Context;
use super::decision::Decision;
use super::grade::level;
use super::person::{Inputs, Person};
use crate::model::consent::Purpose;
use crate::model::decision::DecisionId;

/// Decides a page: everything that it depends on is in `inputs`.
pub fn page(inputs: &Inputs<'_>) -> Decision {
    let mut notes = Vec::new();
    let stranger;
    let mut inputs = *inputs;
    if inputs.person.consents.get(&Purpose::Personalization) == Some(&false) {
        // Whoever refuses personal pages gets what an unknown visitor gets, whatever is known of them.
        stranger = Person {
            subject: inputs.person.subject.clone(),
            consents: inputs.person.consents.clone(),
            ..Person::default()
        };
        inputs.person = &stranger;
        notes.push("this person declined personal pages and sees what a new visitor sees".into());
    }
    let assumed = inputs.house.goods.assumed();
    if assumed > 0 {
        notes.push(format!(
            "price and stock of that day are not known for {assumed} products; the oldest known are assumed"
        ));
    }
    let mut context = Context::new(inputs);
    let layout = layout(&context);
    let blocks: Vec<_> = layout
        .into_iter()
        .flat_map(|l| (0..l.blocks.len()).map(move |place| (l, place)))
        .filter_map(|(l, place)| block(&mut context, l, place))
        .collect();
    Decision {
        id: id(&inputs),
        page: inputs.visit.page,
        customer: inputs.person.customer,
        at: inputs.visit.at,
        layout: layout.map(|l| l.id.clone()),
        level: level(&blocks),
        blocks,
        notes,
    }
}

/// The short hash of everything in the inputs: data and fit, documents, person, page, moment, seed.
fn id(inputs: &Inputs<'_>) -> DecisionId {
    let (house, person, visit) = (&inputs.house, inputs.person, inputs.visit);
    let list = |ids: &[crate::model::ids::ProductId]| -> String {
        ids.iter().map(|p| format!("{p},")).collect()
    };
    let consents: String = person
        .consents
        .iter()
        .map(|(purpose, given)| format!("{}={given},", purpose.word()))
        .collect();
    let mut seen = String::new();
    if house.book.caps_frequency() {
        seen = person
            .seen
            .iter()
            .map(|(id, at)| format!("{id}@{},", at.0))
            .collect();
    }
    let groups: Vec<&str> = person.groups.iter().map(String::as_str).collect();
    let parts = [
        house.stamp.to_owned(),
        house.book.version.clone(),
        person.subject.clone(),
        groups.join("\n"),
        consents,
        seen,
        visit.page.word().to_owned(),
        visit.anchor.map_or_else(String::new, |p| p.to_string()),
        list(&visit.cart),
        list(&visit.session),
        person.about.words(),
        visit.query.clone().unwrap_or_default(),
        visit.at.0.to_string(),
        visit.zone.name().to_owned(),
        inputs.seed.to_string(),
    ];
    DecisionId::of(parts.iter().map(String::as_str))
}
