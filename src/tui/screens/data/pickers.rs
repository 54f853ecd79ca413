//! The questions of the wizard that are answered from a list: what a column holds, the money, the clock.

use super::Msg;
use super::update_wizard::capital;
use super::wizard::Wizard;
use crate::model::country::Country;
use crate::model::money::Currency;
use crate::model::time::Zone;
use crate::shop::import::{Field, Fit};
use crate::tui::fmt;
use crate::tui::overlays::Picker;

/// What a column can hold, what fits it best first.
pub(super) fn field_picker(w: &Wizard, at: usize) -> Option<Picker> {
    let detection = w.detection()?;
    let column = detection.columns.get(at)?;
    let own = w.field(at);
    let kind = detection.format.kind();
    let taken = |field: Field| {
        if field.is_free() {
            return None;
        }
        let other = (0..detection.columns.len()).find(|i| *i != at && w.field(*i) == Some(field));
        other
            .and_then(|i| detection.columns.get(i))
            .map(|c| c.name.clone())
    };
    let fit = |field: Field| column.fits.iter().find(|f| f.field == field).copied();
    let good = |f: &Fit| f.all > 0 && f.good * 5 >= f.all * 4;
    // What is asked for comes first.
    let missing = |field: Field| {
        let mut needs = kind.needs().iter();
        needs.any(|n| n.fields.contains(&field) && detection.missing.contains(&n.words))
    };
    let mut fields: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|f| *f != Field::Ignore && f.kinds().contains(&kind))
        .collect();
    fields.sort_by_key(|f| {
        let fits = fit(*f);
        let free = taken(*f).is_none();
        let rank = match fits {
            _ if own == Some(*f) => 0,
            Some(fits) if good(&fits) && free && missing(*f) => 1,
            None if free && missing(*f) => 2,
            Some(fits) if good(&fits) && free => 3,
            None if free => 4,
            Some(fits) if good(&fits) => 5,
            None => 6,
            Some(_) => 7,
        };
        (rank, usize::MAX - fits.map_or(0, |f| f.good))
    });
    let mut picker = Picker::new(format!("What is {}?", column.name));
    let leave_first = own.is_none() && !w.could_help(column);
    if leave_first {
        picker = picker.item("Leave out", "as it is now", Msg::Field(at, None));
    }
    for field in fields {
        let note = match (own == Some(field), taken(field), fit(field)) {
            (true, ..) => "as it is now".to_owned(),
            (_, Some(other), _) => format!("now “{other}”"),
            (_, _, Some(f)) if f.all > 0 => format!(
                "fits {} of {} rows",
                fmt::percent(f.good as f64 / f.all as f64),
                fmt::count(f.all as i64)
            ),
            _ => String::new(),
        };
        picker = picker.item(capital(field.title()), note, Msg::Field(at, Some(field)));
    }
    if !leave_first {
        picker = picker.item("Leave out", "kept nowhere", Msg::Field(at, None));
    }
    Some(picker)
}

pub(super) fn currencies(w: &Wizard) -> Picker {
    const COMMON: [(&str, &str); 22] = [
        ("EUR", "euro"),
        ("USD", "US dollar"),
        ("GBP", "pound sterling"),
        ("CHF", "Swiss franc"),
        ("SEK", "Swedish krona"),
        ("NOK", "Norwegian krone"),
        ("DKK", "Danish krone"),
        ("PLN", "Polish złoty"),
        ("CZK", "Czech koruna"),
        ("HUF", "forint"),
        ("RON", "Romanian leu"),
        ("CAD", "Canadian dollar"),
        ("AUD", "Australian dollar"),
        ("NZD", "New Zealand dollar"),
        ("JPY", "yen"),
        ("CNY", "renminbi"),
        ("INR", "Indian rupee"),
        ("BRL", "real"),
        ("MXN", "Mexican peso"),
        ("TRY", "lira"),
        ("ZAR", "rand"),
        ("SGD", "Singapore dollar"),
    ];
    let mut picker = Picker::new("In which money does the shop sell?");
    let guess = w.currency_now().filter(|c| *c != Currency::UNKNOWN);
    if let Some(guess) = guess {
        picker = picker.item(guess.code(), "our guess", Msg::Currency(guess));
    }
    for (code, name) in COMMON {
        if let Some(currency) = Currency::named(code).filter(|c| Some(*c) != guess) {
            picker = picker.item(code, name, Msg::Currency(currency));
        }
    }
    picker
}

pub(super) fn zones(w: &Wizard) -> Picker {
    let mut picker = Picker::new("Where does the shop keep its clock?");
    let guess = w.zone_now();
    if let Some(zone) = guess {
        picker = picker.item(zone.name(), "this computer's", Msg::Zone(zone));
    }
    for zone in Zone::all().filter(|z| Some(*z) != guess) {
        picker = picker.item(zone.name(), "", Msg::Zone(zone));
    }
    picker
}

pub(super) fn countries(w: &Wizard) -> Picker {
    let mut picker = Picker::new("In which country is the shop?");
    let guess = w.country_now().flatten();
    if let Some(country) = guess {
        picker = picker.item(country.name(), "our guess", Msg::Country(Some(country)));
    }
    picker = picker.item(
        "Leave it open",
        "phone numbers stay as they are written",
        Msg::Country(None),
    );
    let mut rest: Vec<Country> = Country::all().filter(|c| Some(*c) != guess).collect();
    rest.sort_by_key(|c| c.name());
    for country in rest {
        picker = picker.item(country.name(), country.code(), Msg::Country(Some(country)));
    }
    picker
}
