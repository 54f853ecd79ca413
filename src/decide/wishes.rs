//! What wishes of the merchant rest on: what a person knows already.

use super::context::Context;
use crate::model::ids::CustomerId;
use crate::model::time::Moment;
use crate::recommend::{Allowed, Engine};

/// Doings of a person looked through for what they know.
const MOST_DOINGS: usize = 5_000;

/// What a person looked at, put into a cart or bought up to a moment.
pub(crate) fn known_to(engine: &Engine, customer: Option<CustomerId>, at: Moment) -> Allowed {
    let mut known = Allowed::none(engine.items().len());
    let doings = customer.map(|customer| engine.history(customer, at).take(MOST_DOINGS));
    doings
        .into_iter()
        .flatten()
        .for_each(|doing| known.insert(doing.product));
    known
}

/// The same of whoever looks at the page, with this visit and the cart.
pub(crate) fn known(context: &Context<'_>) -> Allowed {
    let (engine, visit) = (context.inputs.house.engine, context.inputs.visit);
    let mut known = known_to(engine, context.inputs.person.customer, visit.at);
    let here = visit.session.iter().chain(&visit.cart);
    here.filter_map(|product| engine.number(*product))
        .for_each(|number| known.insert(number));
    known
}
