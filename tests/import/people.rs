//! Customer files of every platform and any table of people: counts by hand, traps, and what is said of consent.

use super::{Outcome, import};
use regulars::import::{Field, Format, Severity, Wishes};
use regulars::model::consent::{Consent, Purpose};
use regulars::model::customer::Identity;
use regulars::model::record::{CustomerRecord, Record};
use regulars::model::time::Moment;

const SHOPIFY: &[u8] = include_bytes!("../fixtures/import/shopify_customers.csv");
const SHOPIFY_OLD: &[u8] = include_bytes!("../fixtures/import/shopify_customers_old.csv");
const WOO: &[u8] = include_bytes!("../fixtures/import/woocommerce_customers.csv");
const PRESTA: &[u8] = include_bytes!("../fixtures/import/prestashop_customers.csv");
const KLAVIYO: &[u8] = include_bytes!("../fixtures/import/klaviyo_profiles.csv");
const SUBSCRIBED: &[u8] = include_bytes!("../fixtures/import/mailchimp_subscribed.csv");
const UNSUBSCRIBED: &[u8] = include_bytes!("../fixtures/import/mailchimp_unsubscribed.csv");
const CLEANED: &[u8] = include_bytes!("../fixtures/import/mailchimp_cleaned.csv");
const GERMAN: &[u8] = include_bytes!("../fixtures/import/customers_german.csv");
const DEMOGRAPHICS: &[u8] = include_bytes!("../fixtures/import/demographics.csv");
const LONG: &[u8] = include_bytes!("../fixtures/import/preferences_long.csv");
const WIDE: &[u8] = include_bytes!("../fixtures/import/preferences_wide.csv");

/// All fixtures, for the mutations.
pub(super) const CORPUS: &[&[u8]] = &[
    SHOPIFY,
    SHOPIFY_OLD,
    WOO,
    PRESTA,
    KLAVIYO,
    SUBSCRIBED,
    UNSUBSCRIBED,
    CLEANED,
    GERMAN,
    DEMOGRAPHICS,
    LONG,
    WIDE,
];

fn plain(bytes: &[u8]) -> Outcome {
    import(bytes, &Wishes::default()).unwrap()
}

fn people(outcome: &Outcome) -> Vec<&CustomerRecord> {
    let records = outcome.records.iter();
    records
        .map(|r| match r {
            Record::Customer(customer) => customer,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn traces(person: &CustomerRecord) -> Vec<&str> {
    person.who.iter().map(|t| t.value.as_str()).collect()
}

fn trap(outcome: &Outcome, code: &str) -> u64 {
    let traps = &outcome.checked.report.traps;
    traps.iter().find(|t| t.code == code).map_or(0, |t| t.count)
}

fn attribute<'p>(person: &'p CustomerRecord, name: &str) -> Option<&'p str> {
    person.attributes.get(name).map(String::as_str)
}

fn at(text: &str) -> Moment {
    Moment::parse_rfc3339(text).unwrap()
}

fn said(person: &CustomerRecord, purpose: Purpose) -> Vec<(bool, Moment)> {
    let consents = person.consents.iter().filter(|c| c.purpose == purpose);
    consents.map(|c| (c.given, c.at)).collect()
}

const NOW: Moment = Consent::UNDATED;

#[test]
fn shopify_customers_are_read_with_their_traps() {
    let file = plain(SHOPIFY);
    assert_eq!(file.detection.format, Format::ShopifyCustomers);
    let report = &file.checked.report;
    assert_eq!((report.rows, report.refused, report.customers), (7, 1, 5));
    let people = people(&file);
    assert_eq!(people.len(), 6);
    let ines = people[0];
    assert_eq!(
        traces(ines),
        [
            "shopify:7210448301122",
            "ines.okafor@example.com",
            "+43316555010",
            "+436605550101"
        ]
    );
    assert_eq!(ines.person.name.as_deref(), Some("Ines Okafor"));
    assert_eq!(ines.person.country.as_deref(), Some("AT"));
    assert_eq!(ines.person.address.as_deref(), Some("Lindenweg 4, 8010"));
    assert_eq!(ines.tags, ["vip", "summer sale"]);
    assert_eq!(said(ines, Purpose::Email), [(true, NOW)]);
    assert_eq!(said(ines, Purpose::Sms), [(false, NOW)]);
    assert_eq!(attribute(ines, "Shoe size"), Some("38"));
    assert_eq!(attribute(ines, "Accepts WhatsApp Marketing"), Some("no"));
    assert_eq!(attribute(ines, "Total Spent"), None);
    assert_eq!(
        ines.preferences.get("Favourite colour").map(String::as_str),
        Some("red; green")
    );
    // A break inside a cell, a region of `-`, an empty list.
    assert_eq!(attribute(people[1], "Note"), Some("Asked for a call back"));
    assert_eq!(people[1].person.region, None);
    assert_eq!(
        people[1].person.address.as_deref(),
        Some("Kade 12, 2e verdieping, 3511 AB")
    );
    assert_eq!(people[2].person.name.as_deref(), Some("Silva"));
    assert_eq!(people[2].person.address, None);
    assert!(people[2].preferences.is_empty());
    // A shortened id is not used; the e-mail address still names the person.
    assert_eq!(traces(people[3]), ["mara.lind@example.com"]);
    assert_eq!(traces(people[4]), ["shopify:7210448301199"]);
    assert_eq!(trap(&file, "shortened_numbers"), 1);
    assert_eq!(trap(&file, "repeated_people"), 1);
    assert_eq!(trap(&file, "emails_by_case"), 1);
    assert_eq!(trap(&file, "line_breaks_in_cells"), 1);
    // Row by row: 4, 2, 2, 1, 1, 0, 3.
    assert_eq!(trap(&file, "apostrophes"), 13);
    let refused: Vec<u64> = file
        .checked
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Refused)
        .map(|p| p.line)
        .collect();
    assert_eq!(refused, [8]);
}

#[test]
fn the_old_form_of_shopify_is_read() {
    let file = plain(SHOPIFY_OLD);
    assert_eq!(file.detection.format, Format::ShopifyCustomers);
    let people = people(&file);
    assert_eq!(people[0].person.country.as_deref(), Some("Austria"));
    assert_eq!(people[0].person.region.as_deref(), Some("Styria"));
    assert_eq!(said(people[0], Purpose::Email), [(false, NOW)]);
    assert_eq!(said(people[0], Purpose::Sms), [(true, NOW)]);
    assert_eq!(people[1].tags, ["new", "wholesale"]);
    assert_eq!(attribute(people[1], "Company"), Some("Haddad Ltd"));
    // An empty cell says nothing.
    assert_eq!(said(people[1], Purpose::Sms), []);
    assert_eq!(attribute(people[0], "Province Code"), None);
}

#[test]
fn woocommerce_customers_are_read() {
    let file = plain(WOO);
    assert_eq!(file.detection.format, Format::WooCommerceCustomers);
    let report = &file.checked.report;
    assert_eq!((report.rows, report.refused, report.customers), (3, 1, 2));
    let people = people(&file);
    assert_eq!(people[0].added, Some(at("2024-03-05T10:00:00Z")));
    assert_eq!(people[0].person.region.as_deref(), Some("Styria"));
    assert_eq!(attribute(people[0], "Username"), Some("inesok"));
    assert_eq!(attribute(people[0], "AOV"), None);
    assert!(people.iter().all(|p| p.consents.is_empty()));
    assert_eq!(file.checked.problems[0].line, 4);
}

#[test]
fn prestashop_customers_are_read() {
    let file = plain(PRESTA);
    assert_eq!(file.detection.format, Format::PrestaShopCustomers);
    let people = people(&file);
    assert_eq!(people.len(), 4);
    assert_eq!(
        traces(people[0]),
        ["prestashop:1", "lucie.moreau@example.com"]
    );
    assert_eq!(attribute(people[0], "birthday"), Some("1987-04-12"));
    assert_eq!(attribute(people[0], "gender"), Some("F"));
    assert_eq!(people[0].tags, ["Customer", "VIP"]);
    assert_eq!(said(people[0], Purpose::Email), [(true, NOW)]);
    assert_eq!(said(people[1], Purpose::Email), [(false, NOW)]);
    assert_eq!(attribute(people[1], "Opt-in (0/1)"), Some("1"));
    assert_eq!(attribute(people[1], "birthday"), None);
    // No such day: told, kept as it stands. No title, no word of the newsletter.
    assert_eq!(attribute(people[2], "birthday"), Some("1990-13-40"));
    assert_eq!(attribute(people[2], "gender"), None);
    assert!(people[2].consents.is_empty());
    // The id still names whoever has no usable address.
    assert_eq!(traces(people[3]), ["prestashop:4"]);
    assert_eq!(people[3].added, Some(at("2025-12-31T00:00:00Z")));
    assert_eq!(file.checked.report.warnings, 2);
    let kept = format!("{:?}", file.records);
    assert!(!kept.contains("hash"), "passwords are never kept");
}

#[test]
fn klaviyo_profiles_are_read() {
    let file = plain(KLAVIYO);
    assert_eq!(file.detection.format, Format::KlaviyoProfiles);
    let people = people(&file);
    assert_eq!(people.len(), 5);
    assert_eq!(said(people[0], Purpose::Email), [(true, NOW)]);
    assert_eq!(said(people[1], Purpose::Email), [(false, NOW)]);
    // Never subscribed and nothing at all say nothing; `Perhaps` is told.
    for person in &people[2..] {
        assert_eq!(said(person, Purpose::Email), []);
    }
    assert_eq!(trap(&file, "consent_not_said"), 2);
    assert_eq!(file.checked.report.warnings, 1);
    assert_eq!(file.checked.problems[0].line, 6);
    assert_eq!(
        file.checked.problems[0].column.as_deref(),
        Some("Email Marketing Consent")
    );
    assert_eq!(people[0].added, Some(at("2024-03-05T10:00:00Z")));
    assert_eq!(attribute(people[0], "Source"), Some("Popup"));
    assert_eq!(traces(people[3]), ["klaviyo:01HZX0DDDD"]);
}

#[test]
fn mailchimp_says_consent_by_its_times() {
    let subscribed = plain(SUBSCRIBED);
    assert_eq!(subscribed.detection.format, Format::MailchimpAudience);
    let file = people(&subscribed);
    assert_eq!(
        said(file[0], Purpose::Email),
        [(true, at("2024-03-05T10:05:00Z"))]
    );
    assert_eq!(
        said(file[1], Purpose::Email),
        [(true, at("2025-01-01T12:00:00Z"))]
    );
    // Neither confirmed nor opted in: no consent.
    assert_eq!(said(file[2], Purpose::Email), []);
    assert_eq!(file[0].tags, ["vip", "newsletter 2024"]);
    assert_eq!(file[0].person.country.as_deref(), Some("AT"));
    assert_eq!(attribute(file[0], "MEMBER_RATING"), Some("5"));
    assert_eq!(attribute(file[0], "LATITUDE"), Some("47.07"));
    assert_eq!(attribute(file[0], "OPTIN_IP"), None);
    assert_eq!(attribute(file[1], "NOTES"), Some("met at a fair"));
    assert_eq!(
        traces(file[0]),
        ["ines.okafor@example.com", "+436605550101"]
    );

    let left = plain(UNSUBSCRIBED);
    let file = people(&left);
    assert_eq!(
        said(file[0], Purpose::Email),
        [(false, at("2025-08-09T07:06:05Z"))]
    );
    // Unsubscribed without a time: as of when the file speaks; never a yes.
    assert_eq!(said(file[1], Purpose::Email), [(false, NOW)]);
    assert_eq!(
        attribute(file[0], "UNSUB_CAMPAIGN_TITLE"),
        Some("Summer news")
    );

    let cleaned = plain(CLEANED);
    let file = people(&cleaned);
    assert_eq!(
        said(file[0], Purpose::Email),
        [(false, at("2024-04-04T04:04:04Z"))]
    );
}

#[test]
fn a_german_table_of_customers_is_understood() {
    let file = plain(GERMAN);
    assert_eq!(file.detection.format, Format::Customers);
    let people = people(&file);
    assert_eq!(
        traces(people[0]),
        ["1001", "aenne@example.com", "+436605550199"]
    );
    assert_eq!(people[0].person.name.as_deref(), Some("Änne Großmann"));
    assert_eq!(people[0].person.city.as_deref(), Some("Graz"));
    assert_eq!(people[0].added, Some(at("2023-12-24T00:00:00Z")));
    assert_eq!(attribute(people[0], "birthday"), Some("1985-04-03"));
    assert_eq!(attribute(people[1], "gender"), Some("M"));
    assert_eq!(attribute(people[1], "Beruf"), Some("Arzt"));
    assert_eq!(attribute(people[1], "Umsatz"), None);
    assert_eq!(
        people[0]
            .preferences
            .get("Lieblingsfarbe")
            .map(String::as_str),
        Some("blau")
    );
    assert_eq!(said(people[0], Purpose::Email), [(true, NOW)]);
    assert_eq!(said(people[1], Purpose::Email), [(false, NOW)]);
    assert_eq!(said(people[1], Purpose::Sms), [(true, NOW)]);
    assert_eq!(said(people[2], Purpose::Email), []);
    assert_eq!(file.checked.report.warnings, 1);
}

#[test]
fn demographics_and_stated_preferences_are_tables_of_customers() {
    let file = plain(DEMOGRAPHICS);
    assert_eq!(file.detection.format, Format::Customers);
    let demographics = people(&file);
    assert_eq!(traces(demographics[1]), ["1001"]);
    assert_eq!(demographics[1].attributes.len(), 7);
    assert_eq!(attribute(demographics[3], "kids_count"), Some("2"));

    let file = plain(LONG);
    let long = people(&file);
    assert_eq!(
        long[1].preferences.get("size").map(String::as_str),
        Some("M")
    );
    assert!(long[3].preferences.is_empty() && long[3].attributes.is_empty());
    assert_eq!(file.checked.report.customers, 3);
    assert_eq!(trap(&file, "repeated_people"), 0);

    let file = plain(WIDE);
    let wide = people(&file);
    assert_eq!(wide[0].preferences.len(), 2);
    assert_eq!(attribute(wide[0], "lucky number"), Some("7"));
    let wishes = Wishes {
        map: vec![("lucky number".to_owned(), Field::Preference)],
        ..Wishes::default()
    };
    let file = import(WIDE, &wishes).unwrap();
    assert_eq!(people(&file)[0].preferences.len(), 3);
}

#[test]
fn rows_of_orders_are_never_taken_for_people() {
    for text in [
        "order id,customer id,total\n1,7,12.00\n2,8,3.00\n",
        "Order Number;Customer;Date\n1;7;2026-01-01\n2;8;2026-01-02\n",
        "campaign_id,member_id,timestamp\na,7,2026-01-01\nb,8,2026-01-02\n",
        "sku,customer id\nA,7\nB,8\n",
    ] {
        let refused = import(text.as_bytes(), &Wishes::default());
        assert!(refused.is_err(), "{text}: {refused:?}");
    }
    // Counts and sums of orders make no order of a person.
    let text = "id,email,name,created_at,orders,total_spent\n1,ana@example.com,Ana,2026-01-01,3,12.00\n2,bo@example.com,Bo,2026-01-02,1,4.50\n3,cy@example.com,Cy,2026-02-02,0,0.00\n";
    assert_eq!(plain(text.as_bytes()).detection.format, Format::Customers);
}

#[test]
fn columns_of_one_segment_make_no_one_person() {
    let text = "email,customer_segment,customer group,plan\nana@example.com,gold,a,x\nbo@example.com,gold,a,x\ncy@example.com,gold,a,x\n";
    let file = plain(text.as_bytes());
    for person in people(&file) {
        assert_eq!(person.who.len(), 1);
        assert_eq!(person.attributes.len(), 3);
    }
    assert_eq!(
        people(&file)[0].who[0],
        Identity::email("ana@example.com").unwrap()
    );
}

#[test]
fn tables_of_other_programs_are_understood() {
    let text = "id,list_id,country_code,email_address,language,member_rating,merge_fname,merge_lname,status,timestamp_opt,timestamp_signup\n\
                a1,l1,CA,ana@example.com,en,2,Ana,,unsubscribed,2026-04-17 16:31:41,2026-04-17 16:31:17\n\
                b2,l1,DE,bo@example.org,de,2,Bo,Berg,subscribed,2026-04-21 14:52:45,2026-04-21 14:52:25\n\
                c3,l1,DE,cy@example.org,de,2,Cy,,pending,2026-04-21 14:52:45,2026-04-21 14:52:25\n";
    let file = plain(text.as_bytes());
    let people = people(&file);
    assert_eq!(said(people[0], Purpose::Email), [(false, NOW)]);
    assert_eq!(
        said(people[1], Purpose::Email),
        [(true, at("2026-04-21T14:52:45Z"))]
    );
    assert_eq!(said(people[2], Purpose::Email), []);
    assert_eq!(people[1].person.name.as_deref(), Some("Bo Berg"));
    assert_eq!(people[1].person.language.as_deref(), Some("de"));
    assert_eq!(people[1].added, Some(at("2026-04-21T14:52:25Z")));
}

#[test]
fn numbers_dates_yes_and_no_get_one_form_in_columns_that_hold_nothing_else() {
    let text = "E-Mail;Einkommen;Umzug;Haustier;Code;Größe;Farben\n\
                ana@example.com;1.234,50;03.04.2025;WAHR;007;38;[\"rot\",\"grün\"]\n\
                bo@example.com;900,00;31.12.2024;falsch;015;M;\n\
                cy@example.com;;;;;;[]\n";
    let file = plain(text.as_bytes());
    let people = people(&file);
    let of =
        |name: &str| -> Vec<Option<&str>> { people.iter().map(|p| attribute(p, name)).collect() };
    assert_eq!(of("Einkommen"), [Some("1234.50"), Some("900.00"), None]);
    assert_eq!(of("Umzug"), [Some("2025-04-03"), Some("2024-12-31"), None]);
    assert_eq!(of("Haustier"), [Some("yes"), Some("no"), None]);
    // A code and a mixed column stay as they are.
    assert_eq!(of("Code"), [Some("007"), Some("015"), None]);
    assert_eq!(of("Größe"), [Some("38"), Some("M"), None]);
    assert_eq!(of("Farben"), [Some("rot; grün"), None, None]);
}

#[test]
fn every_known_header_is_recognised() {
    for (name, format) in [
        ("shopify_customers_export", Format::ShopifyCustomers),
        ("shopify_customers_import_old", Format::ShopifyCustomers),
        (
            "woocommerce_analytics_customers",
            Format::WooCommerceCustomers,
        ),
        ("prestashop_customers_import", Format::PrestaShopCustomers),
        ("klaviyo_profiles", Format::KlaviyoProfiles),
        (
            "mailchimp_subscribed_members_export",
            Format::MailchimpAudience,
        ),
    ] {
        let path = format!("formats/headers/{name}.csv");
        let Some(header) = crate::shared::file(&path) else {
            continue;
        };
        let bytes = std::fs::read(header).unwrap();
        let found = regulars::import::detect(&bytes, name, &Wishes::default()).unwrap();
        assert_eq!(found.format, format, "{name}");
    }
    for (name, count) in [("klaviyo_source/person", 2), ("mailchimp_source/member", 9)] {
        let path = format!("formats/samples/api_tables/{name}.csv");
        let Some(table) = crate::shared::file(&path) else {
            continue;
        };
        let file = plain(&std::fs::read(table).unwrap());
        assert_eq!(file.detection.format, Format::Customers, "{name}");
        assert_eq!(people(&file).len(), count, "{name}");
    }
}
