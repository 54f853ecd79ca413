//! Suggests what the columns of an unknown table of customers hold. What is no field of ours is kept under its own
//! name; figures that the shop's own orders tell better are not used.
//!
//! Only whole names count here, never parts of them: a `customer_segment` taken for a customer id would make one
//! person of a whole segment.

use super::catalogue::{CUSTOMER_COLUMNS, TELLING_COLUMNS, Tells};
use super::consent::{self, Said};
use super::field::Field;
use super::looks::filled;
use super::number;
use super::own_columns;
use super::suggest::{Look, Suggestion, normal};
use super::when;
use crate::model::text::clean;
use rustc_hash::FxHashSet;

/// Suggests a field for each column of a table of customers; no field twice but the free ones.
pub(crate) fn suggest(columns: &[Look<'_>], mark: u8) -> Vec<Suggestion> {
    let mut offers: Vec<(u32, Field, usize)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = plain(column.name);
        let shorter = TELLING_COLUMNS
            .words(&Tells::Before)
            .find_map(|before| name.strip_prefix(before))
            .filter(|rest| !matches!(*rest, "" | "id" | "status" | "value"));
        for (entry, (field, _)) in CUSTOMER_COLUMNS.entries().iter().enumerate() {
            let rank = |name: &str| CUSTOMER_COLUMNS.rank(entry, name);
            let score = match (rank(&name), shorter.and_then(rank)) {
                (Some(rank), _) => 1_000 - rank as u32,
                (None, Some(rank)) => 500 - rank as u32,
                (None, None) => continue,
            };
            let bare = *field == Field::Customer && TELLING_COLUMNS.says(&Tells::Bare, &name);
            if fits(*field, &column.values, mark) && !(bare && repeats(&column.values)) {
                offers.push((score, *field, at));
            }
        }
    }
    offers.sort_by(|a, b| (b.0, a.2, a.1).cmp(&(a.0, b.2, b.1)));
    let mut found: Vec<Suggestion> = columns.iter().map(|_| None).collect();
    let mut taken: Vec<Field> = Vec::new();
    for (_, field, at) in offers {
        if found[at].is_none() && !taken.contains(&field) {
            taken.push(field);
            found[at] = Some((field, format!("the name `{}` says so", columns[at].name)));
        }
    }
    // A column that is just called `id` is a person's only where other columns speak of people.
    let speaks = [
        Field::Email,
        Field::Phone,
        Field::FirstName,
        Field::LastName,
    ];
    if !speaks.iter().any(|f| taken.contains(f)) {
        for (column, suggestion) in columns.iter().zip(&mut found) {
            if normal(column.name) == "id" && matches!(suggestion, Some((Field::Customer, _))) {
                *suggestion = None;
            }
        }
    }
    // One row for each preference, or one column for each: half of the former is neither.
    let has = |field| taken.contains(&field);
    if !(has(Field::PreferenceName) && has(Field::PreferenceValue)) {
        for suggestion in &mut found {
            if suggestion
                .as_ref()
                .is_some_and(|(f, _)| matches!(f, Field::PreferenceName | Field::PreferenceValue))
            {
                *suggestion = None;
            }
        }
    }
    by_look(columns, &mut found, &mut taken);
    for (column, suggestion) in columns.iter().zip(&mut found) {
        if suggestion.is_none() {
            *suggestion = rest(column.name);
        }
    }
    found
}

/// Fields by the look of values, where no name told.
fn by_look(columns: &[Look<'_>], found: &mut [Suggestion], taken: &mut Vec<Field>) {
    for (column, suggestion) in columns.iter().zip(found) {
        let values: Vec<&[u8]> = filled(&column.values).collect();
        if suggestion.is_some() || taken.contains(&Field::Email) || values.is_empty() {
            continue;
        }
        let mails = values.iter().filter(|v| is_mail(v)).count();
        if mails * 10 >= values.len() * 9 {
            taken.push(Field::Email);
            *suggestion = Some((Field::Email, "its values are e-mail addresses".to_owned()));
        }
    }
}

/// What becomes of a column that is no field of ours.
pub(crate) fn rest(name: &str) -> Suggestion {
    let own = plain(name);
    let shorter = own.strip_prefix("custom").unwrap_or(&own);
    if is_figure(&own) {
        return Some((
            Field::Ignore,
            "Regulars computes it from the orders".to_owned(),
        ));
    }
    if TELLING_COLUMNS.says(&Tells::Unused, &own) || own.contains("password") {
        return Some((
            Field::Ignore,
            "it tells nothing about the customer".to_owned(),
        ));
    }
    if own.is_empty() || name.starts_with("Column ") {
        return None;
    }
    if TELLING_COLUMNS
        .words(&Tells::Stated)
        .any(|word| shorter.starts_with(word))
    {
        return Some((
            Field::Preference,
            "its name says that customers stated it".to_owned(),
        ));
    }
    Some((Field::Attribute, "kept under its own name".to_owned()))
}

/// Whether a column holds a figure of a customer (`total_spent`), by its normalised name.
pub(crate) fn is_figure(name: &str) -> bool {
    TELLING_COLUMNS.says(&Tells::Figure, name)
}

/// Whether the rows of a table are no people, by the names of its columns.
pub(crate) fn is_about_others(columns: &[Look<'_>]) -> bool {
    columns
        .iter()
        .any(|column| TELLING_COLUMNS.says(&Tells::Others, &normal(column.name)))
}

/// Whether the rows of a table are orders or their lines, by the names of its columns.
pub(crate) fn is_about_orders(columns: &[Look<'_>]) -> bool {
    columns
        .iter()
        .any(|column| TELLING_COLUMNS.says(&Tells::Orderly, &normal(column.name)))
}

/// Whether a table says anything of people beyond who belongs to what: a list of ids and no more is no customer file.
pub(crate) fn says_something(columns: &[Look<'_>], found: &[Suggestion]) -> bool {
    // Rows with ids of their own that come back to the same people are orders or visits, not people.
    let has = |field: Field| found.iter().flatten().any(|(f, _)| *f == field);
    let own = columns.iter().zip(found).any(|(column, found)| {
        normal(column.name) == "id"
            && !matches!(found, Some((Field::Customer, _)))
            && !repeats(&column.values)
    });
    let again = columns.iter().zip(found).any(|(column, found)| {
        matches!(found, Some((Field::Customer, _))) && repeats(&column.values)
    });
    let named = [
        Field::Email,
        Field::Phone,
        Field::Name,
        Field::FirstName,
        Field::LastName,
        Field::PreferenceName,
    ];
    if own && again && !named.into_iter().any(has) {
        return false;
    }
    columns
        .iter()
        .zip(found)
        .any(|(column, found)| match found {
            Some((Field::Customer | Field::Ignore, _)) | None => false,
            Some((Field::Attribute, _)) => !normal(column.name).ends_with("id"),
            Some(_) => true,
        })
}

/// The name under which a column is kept: without the technical part that some shop systems add (Shopify's
/// `Shoe size (customer.metafields.custom.shoe_size)`), and not too long.
pub(crate) fn own_name(name: &str, most: usize) -> String {
    let name = clean(name);
    let label = match name.find("(customer.metafields.") {
        Some(0) | None => &*name,
        Some(at) => &name[..at],
    };
    let kept: String = label.trim().chars().take(most).collect();
    match kept.trim() {
        "" => name.chars().take(most).collect(),
        kept => kept.to_owned(),
    }
}

/// A column name as it is compared: without accents, case, blanks and marks, without what stands in brackets.
fn plain(name: &str) -> String {
    let own = own_name(name, usize::MAX);
    let bare = own.split(['(', '[']).next().unwrap_or(&own);
    match normal(bare).as_str() {
        "" => normal(&own),
        bare => bare.to_owned(),
    }
}

/// Whether values can belong to a field at all.
fn fits(field: Field, values: &[&[u8]], mark: u8) -> bool {
    let all: Vec<&[u8]> = filled(values).collect();
    let share = |test: &dyn Fn(&[u8]) -> bool, tenths: usize| {
        all.iter().filter(|v| test(v)).count() * 10 >= all.len() * tenths
    };
    let text = |v: &[u8]| String::from_utf8_lossy(v).into_owned();
    match field {
        // Addresses are typed by people: a column of that name may hold many slips.
        Field::Email => share(&is_mail, 4),
        Field::Phone | Field::PhoneToo => share(
            &|v| v.iter().filter(|b| b.is_ascii_digit()).count() >= 5 && v.len() <= 40,
            5,
        ),
        // An id is told by being different in every row, or nearly; long tables name a person several times.
        Field::Customer => {
            let different: FxHashSet<&[u8]> = all.iter().copied().collect();
            let answers = share(&|v| own_columns::yes_no(&text(v)).is_some(), 5);
            different.len() * 5 >= all.len()
                && share(&|v| v.len() <= 64 && when::order_of(v).is_none(), 8)
                && (all.is_empty() || !answers)
        }
        Field::Added
        | Field::ConsentAt
        | Field::SubscribedAt
        | Field::SubscribedAtToo
        | Field::UnsubscribedAt => share(
            &|v| {
                when::order_of(v).is_some()
                    || (v.len() >= 8 && v.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
            },
            5,
        ),
        Field::Marketing
        | Field::ConsentSms
        | Field::ConsentPush
        | Field::ConsentPersonalization
        | Field::ConsentAds => share(&|v| consent::said(&text(v)) != Said::Unclear, 4),
        Field::Name | Field::FirstName | Field::LastName => {
            share(&|v| number::price(v, mark).is_none(), 5)
        }
        _ => true,
    }
}

/// Whether values come back: then they are no ids of people.
fn repeats(values: &[&[u8]]) -> bool {
    let all: Vec<&[u8]> = filled(values).collect();
    let different: FxHashSet<&[u8]> = all.iter().copied().collect();
    different.len() * 20 < all.len() * 19
}

fn is_mail(value: &[u8]) -> bool {
    value.contains(&b'@') && value.contains(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(table: &[(&str, &[&str])]) -> Vec<Option<Field>> {
        let looks: Vec<Look<'_>> = table
            .iter()
            .map(|(name, values)| Look {
                name,
                values: values.iter().map(|v| v.as_bytes()).collect(),
            })
            .collect();
        let found = suggest(&looks, b'.');
        found.into_iter().map(|s| s.map(|(f, _)| f)).collect()
    }

    #[test]
    fn tables_in_eight_languages_are_understood() {
        for header in [
            "E-mail,First name,Last name,Postcode,Town,Date of birth,Newsletter",
            "E-Mail-Adresse,Vorname,Nachname,PLZ,Ort,Geburtsdatum,Newsletter",
            "Courriel,Prénom,Nom,Code postal,Ville,Date de naissance,Newsletter",
            "Correo electrónico,Nombre,Apellidos,Código postal,Ciudad,Fecha de nacimiento,Boletín",
            "Indirizzo e-mail,Nome,Cognome,CAP,Città,Data di nascita,Consenso marketing",
            "E-mailadres,Voornaam,Achternaam,Postcode,Woonplaats,Geboortedatum,Nieuwsbrief",
            "Correio eletrónico,Primeiro nome,Apelido,Código postal,Cidade,Data de nascimento,Consentimento",
            "Adres e-mail,Imię,Nazwisko,Kod pocztowy,Miasto,Data urodzenia,Zgoda",
        ] {
            let row: [&[&str]; 7] = [
                &["ana@example.com"],
                &["Ana"],
                &["Novak"],
                &["12345"],
                &["Town"],
                &["1990-04-03"],
                &["1"],
            ];
            let table: Vec<(&str, &[&str])> = header.split(',').zip(row).collect();
            assert_eq!(
                fields(&table),
                [
                    Field::Email,
                    Field::FirstName,
                    Field::LastName,
                    Field::Zip,
                    Field::City,
                    Field::Birthday,
                    Field::Marketing
                ]
                .map(Some),
                "{header}"
            );
        }
    }

    #[test]
    fn what_is_no_field_is_kept_or_computed() {
        let table: [(&str, &[&str]); 6] = [
            ("household_id", &["1", "2", "3"]),
            ("customer_segment", &["gold", "gold", "iron"]),
            ("Total Spent", &["12.50", "0", "7"]),
            ("Password *", &["x", "y", "z"]),
            ("preferred_style", &["light", "", "warm"]),
            ("newsletter", &["weekly", "daily", "weekly"]),
        ];
        assert_eq!(
            fields(&table),
            [
                Field::Customer,
                Field::Attribute,
                Field::Ignore,
                Field::Ignore,
                Field::Preference,
                Field::Attribute
            ]
            .map(Some)
        );
    }

    #[test]
    fn the_label_of_a_metafield_is_its_name() {
        let name = "Shoe size (customer.metafields.custom.shoe_size)";
        assert_eq!(own_name(name, 80), "Shoe size");
        assert_eq!(own_name("Income (EUR)", 80), "Income (EUR)");
    }
}
