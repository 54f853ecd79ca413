//! Tables of products shown: one row for each product that somebody saw, with whether it was clicked.
//!
//! Such logs come from recommenders and tests. They often name no visitor (each row is then a visitor of its own) and no
//! strategy: `--map "'best-sellers'=strategy"` says it for every row.

use super::event_table::{Cells, bare, fill, id_of, key_of};
use super::field::Field;
use super::json::Object;
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::platform::{Platform, Shape};
use super::trap::Met;
use super::words;
use crate::model::customer::{Identity, IdentityKind};
use crate::model::event::EventKind;
use crate::model::record::Record;

/// Any table of products shown.
pub(crate) const PLATFORM: Platform = Platform {
    word: "shown-table",
    title: "table of products shown",
    found: "one row for each product that was shown, with 1 or 0 for clicked",
    kind: Kind::Shown,
    shape: Shape::Any,
    taker: |reading, checked| Box::new(JsonLines::table(reading, checked, records, key_of)),
};

/// Turns one row into an impression and, if it was clicked, a click on it.
fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let row = Cells(&object);
    let at = row.moment(context)?;
    context.dated(at);
    let Some(product) = row.product(context) else {
        return Err(refusal(
            Field::ProductId.word(),
            "the row names no product",
            "fill in the product id or the article number",
        ));
    };
    let clicked = match row.raw(Field::Clicked) {
        None => false,
        Some(text) => words::is_yes(text) || text.parse::<f64>().is_ok_and(|n| n > 0.0),
    };
    let millis = at.0.to_string();
    let given = row.key(Field::EventId, context);
    let mut who = row.who(context);
    let raw = String::from_utf8_lossy(context.raw).into_owned();
    let nobody = who.is_empty();
    let id = match given {
        Some(id) => id,
        // Of nobody, the whole row tells it apart.
        None => id_of(
            "shown",
            &[
                &millis,
                row.raw(Field::Placement).unwrap_or(""),
                row.raw(Field::Slot).unwrap_or(""),
                if nobody { &raw } else { "" },
            ],
            &who,
            Some(&product),
            context,
        ),
    };
    if nobody {
        context.traps.met(Met::VisitorOfRow);
        who.extend(Identity::new(
            IdentityKind::Device,
            &format!("visitor of {id}"),
        ));
    }
    let mut shown = bare(id, EventKind::Impression, at, who, context.line);
    fill(&mut shown, &row, context);
    let slot = row.positive(Field::Slot, context);
    if let Some(slot) = slot {
        // Places in a list are compared each with its like.
        shown.placement = Some(match &shown.placement {
            Some(placement) => format!("{placement} {slot}"),
            None => format!("place {slot}"),
        });
    }
    if let Some(text) = row.raw(Field::Propensity) {
        match text.parse::<f64>() {
            Ok(p) if p > 0.0 && p <= 1.0 => shown.propensity = vec![p],
            _ => context.doubt(
                Field::Propensity.word(),
                "this is not a chance; it is not used",
                "write a number above 0 and at most 1",
            ),
        }
    }
    let click = clicked.then(|| {
        let mut click = bare(
            format!("{}/click", shown.id),
            EventKind::Click,
            at,
            shown.who.clone(),
            context.line,
        );
        click.session.clone_from(&shown.session);
        click.channel.clone_from(&shown.channel);
        click.device.clone_from(&shown.device);
        click.page.clone_from(&shown.page);
        click.placement.clone_from(&shown.placement);
        click.strategy.clone_from(&shown.strategy);
        click.variant.clone_from(&shown.variant);
        click.campaign.clone_from(&shown.campaign);
        click.item = Some(product.clone());
        click.slot = Some(1);
        click.impression = Some(shown.id.clone());
        click
    });
    shown.items = vec![product];
    context.out.push(Record::Event(Box::new(shown)));
    context
        .out
        .extend(click.map(|click| Record::Event(Box::new(click))));
    Ok(())
}
