//! Contact details stay masked in every answer unless `--reveal` asks for them.

use super::shops::{answers, good, shops};
use std::path::Path;

/// What the file of a shop knows of its people and may not be read off a screen by chance.
fn contacts(shop: &Path) -> Vec<String> {
    let db = rusqlite::Connection::open(shop).unwrap();
    let mut all: Vec<String> = Vec::new();
    for sql in [
        "SELECT content FROM identities WHERE kind IN ('email', 'phone')",
        "SELECT email FROM customers WHERE email IS NOT NULL",
        "SELECT phone FROM customers WHERE phone IS NOT NULL",
        "SELECT address FROM customers WHERE address IS NOT NULL",
    ] {
        let mut query = db.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let rows = query.query_map([], |r| r.get::<_, String>(0)).unwrap();
        all.extend(rows.map(Result::unwrap));
    }
    all.retain(|c| c.chars().count() > 4);
    all.sort();
    all.dedup();
    all
}

#[test]
fn no_contact_detail_is_shown_unasked() {
    let demo = contacts(&shops().demo);
    let orders = contacts(&shops().orders);
    assert!(
        demo.len() > 500 && orders.len() > 20,
        "{} and {}",
        demo.len(),
        orders.len()
    );
    for answer in answers() {
        let text = [&answer.out.stdout[..], &answer.out.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        let contacts = if answer.demo { &demo } else { &orders };
        for contact in contacts {
            assert!(
                !text.contains(contact.as_str()),
                "{:?} shows {contact}",
                answer.words
            );
        }
    }
}

#[test]
fn reveal_shows_them() {
    let shop = &shops().orders;
    for words in [
        &["--reveal", "customers", "show", "customer-1"][..],
        &["customers", "show", "customer-1", "--json", "--reveal"],
    ] {
        let text = good(shop, words);
        assert!(text.contains("anna.maier@planted.example"), "{text}");
        assert!(text.contains("5550101"), "{text}");
        assert!(text.contains("Lange Strasse 5"), "{text}");
    }
    let list = good(shop, &["customers", "list", "--reveal"]);
    assert!(list.contains("dora.egger@planted.example"), "{list}");
}
