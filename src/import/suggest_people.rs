//! Suggests what the columns of an unknown table of customers hold. What is no field of ours is kept under its own
//! name; figures that the shop's own orders tell better are not used.
//!
//! Only whole names count here, never parts of them: a `customer_segment` taken for a customer id would make one
//! person of a whole segment.

use super::cells::guarded;
use super::consent::{self, Said};
use super::field::Field;
use super::number;
use super::own_columns;
use super::suggest::{Look, Suggestion, normal};
use super::when;
use super::words;
use crate::model::text::clean;
use rustc_hash::FxHashSet;

/// Names of columns, best first; compared without accents, case, blanks and marks. English, German, French, Spanish,
/// Italian, Dutch, Portuguese, Polish.
#[rustfmt::skip]
const NAMES: &[(Field, &[&str])] = &[
    (Field::Email, &[
        "email", "emailaddress", "mail", "mailaddress", "emailid", "primaryemail", "loginemail", "emails", "email1",
        "emailadresse", "mailadresse", "courriel", "adresseemail", "adressemail", "adresseelectronique",
        "correo", "correoelectronico", "direcciondecorreo", "indirizzoemail", "postaelettronica", "emailadres", "mailadres",
        "enderecodeemail", "correioeletronico", "adresemail",
    ]),
    (Field::Customer, &[
        "customerid", "squarecustomerid", "customerno", "customernumber", "customercode", "customerkey", "customerreference", "customerreferenceid",
        "clientid", "clientnumber", "userid", "buyerid", "memberid", "membernumber", "accountid", "accountnumber", "personid",
        "profileid", "contactid", "householdid", "householdkey", "shopperid", "visitorid", "patronid", "entityid",
        "kundennummer", "kundennr", "kundenid", "kdnr", "kundenno", "numeroclient", "numclient", "idclient", "codeclient",
        "numerodecliente", "idcliente", "codigocliente", "codicecliente", "numerocliente", "klantnummer", "klantid", "klantnr",
        "numerodocliente", "codigodocliente", "idklienta", "numerklienta", "customer", "client", "kunde", "cliente", "klant", "klient",
        "user", "buyer", "member", "household", "id",
    ]),
    (Field::Phone, &[
        "phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "cellphone", "cell", "telephone", "tel", "phone1", "phoneno",
        "smsphonenumber", "smsphone", "whatsapp", "whatsappnumber", "telefon", "telefonnummer", "handy", "handynummer", "mobil",
        "mobiltelefon", "mobilnummer", "telefonnr", "numerodetelephone", "numtelephone", "telephonemobile", "portable", "telefono",
        "movil", "numerodetelefono", "celular", "cellulare", "numeroditelefono", "telefoon", "telefoonnummer", "mobiel",
        "telefone", "telemovel", "numerodetelefone", "numertelefonu", "komorka",
    ]),
    (Field::PhoneToo, &["phone2", "otherphone", "secondphone", "homephone", "workphone", "landline", "telefon2", "festnetz"]),
    (Field::FirstName, &[
        "firstname", "givenname", "forename", "fname", "first", "vorname", "prenom", "nombre", "nombredepila", "nome", "voornaam",
        "primeironome", "imie",
    ]),
    (Field::LastName, &[
        "lastname", "surname", "familyname", "lname", "last", "nachname", "familienname", "nomdefamille", "nom", "apellido",
        "apellidos", "cognome", "achternaam", "apelido", "sobrenome", "ultimonome", "nazwisko",
    ]),
    (Field::Name, &[
        "name", "fullname", "customername", "clientname", "buyername", "displayname", "contactname", "kundenname", "namedeskunden",
        "nomcomplet", "nomduclient", "nombrecompleto", "nombredelcliente", "nomecompleto", "nomecliente", "volledigenaam", "naam",
        "klantnaam", "imieinazwisko", "nazwaklienta",
    ]),
    (Field::Country, &[
        "country", "countryname", "countryregion", "land", "pays", "pais", "paese", "nazione", "kraj",
    ]),
    (Field::CountryToo, &["countrycode", "countryid", "countryiso", "iso2", "cc", "landescode", "laendercode", "landercode", "codepays", "codigopais", "landcode"]),
    (Field::Region, &[
        "state", "province", "region", "county", "stateregion", "stateprovince", "statecounty", "provincename", "statename", "provincecode",
        "statecode", "bundesland", "kanton", "departement", "provincia", "comunidadautonoma", "regione", "provincie", "estado", "distrito",
        "wojewodztwo",
    ]),
    (Field::City, &[
        "city", "town", "suburb", "locality", "cityname", "stadt", "ort", "wohnort", "ville", "commune", "ciudad", "localidad",
        "poblacion", "citta", "comune", "plaats", "stad", "woonplaats", "cidade", "miasto", "miejscowosc",
    ]),
    (Field::Street, &[
        "address", "street", "streetaddress", "streetaddress1", "address1", "addressline1", "addressstreet", "fulladdress", "strasse", "adresse", "anschrift",
        "strassehausnummer", "rue", "direccion", "calle", "domicilio", "indirizzo", "via", "straat", "adres", "endereco", "morada", "rua", "ulica",
    ]),
    (Field::StreetToo, &["address2", "addressline2", "streetaddress2", "street2", "apartment", "adresszusatz", "adresse2", "complement", "direccion2", "indirizzo2"]),
    (Field::Zip, &[
        "zip", "zipcode", "postcode", "postalcode", "zippostalcode", "postalzipcode", "plz", "postleitzahl", "codepostal", "codigopostal", "cp", "cap",
        "codicepostale", "postnummer", "kodpocztowy",
    ]),
    (Field::Language, &[
        "language", "lang", "locale", "preferredlanguage", "languagecode", "sprache", "langue", "idioma", "lingua", "taal", "lingua", "jezyk",
    ]),
    (Field::Added, &[
        "added", "addedon", "addedat", "dateadded", "created", "createdat", "createdon", "datecreated", "creationdate", "createddate", "createdutc",
        "registered", "registeredat", "registeredon", "registration", "registrationdate", "dateregistered", "signup", "signupdate",
        "signedup", "signedupat", "joined", "joinedon", "joineddate", "datejoined", "joindate", "customersince", "clientsince",
        "membersince", "profilecreatedon", "timestampsignup", "erstelltam", "angelegtam", "registriertam", "registrierungsdatum", "kundeseit",
        "anmeldedatum", "datedecreation", "dateinscription", "datedinscription", "inscritle", "clientdepuis", "fechadealta", "fechaalta", "fechaderegistro",
        "fecharegistro", "fechadecreacion", "clientedesde", "dataregistrazione", "datadiregistrazione", "datacreazione", "clientedal",
        "aangemaaktop", "registratiedatum", "klantsinds", "datadecadastro", "datacadastro", "dataderegisto", "datarejestracji",
    ]),
    (Field::Tags, &[
        "tags", "tag", "labels", "label", "customertags", "customergroups", "groups", "groupnames", "etiketten", "schlagworte", "schlagworter",
        "etiquettes", "etiquetas", "etichette", "etykiety",
    ]),
    (Field::Birthday, &[
        "birthday", "birthdate", "dateofbirth", "dob", "birthdateyyyymmdd", "bday", "geburtstag", "geburtsdatum", "datedenaissance",
        "datenaissance", "anniversaire", "fechadenacimiento", "fechanacimiento", "cumpleanos", "datadinascita", "datanascita", "compleanno",
        "geboortedatum", "verjaardag", "datadenascimento", "datanascimento", "aniversario", "dataurodzenia", "urodziny",
    ]),
    (Field::Gender, &[
        "gender", "sex", "salutation", "geschlecht", "anrede", "genre", "sexe", "civilite", "genero", "sexo", "genere", "sesso", "geslacht", "plec",
    ]),
    (Field::Marketing, &[
        "acceptsemailmarketing", "acceptsmarketing", "emailmarketingconsent", "emailconsent", "consentemail", "emailmarketing", "emailoptin",
        "emailsubscriptionstatus", "emailsubscriberstatus", "emailmarketingstatus", "emailstatus", "marketingstatus", "subscriptionstatus",
        "marketingconsent", "marketingoptin", "marketingemails", "marketingemailconsent", "subscriberstatus", "emailpermission",
        "subscribed", "subscribedtoemails", "subscribedtonewsletter", "issubscribed", "newsletter", "newslettersubscribed",
        "newslettersubscription", "newsletteroptin", "newsletterstatus", "optin", "optedin", "optinnewsletter", "consent", "acceptsnewsletter",
        "emailsubscribed", "receivesnewsletter", "receivemarketingemails", "mailinglist", "customacceptsmarketing", "customconsentemail",
        "werbeeinwilligung", "newsletterabonniert", "newsletteranmeldung", "newsletterempfanger", "emaileinwilligung", "werbung", "einwilligung",
        "inscritnewsletter", "inscriptionnewsletter", "consentementemail", "accepteemail", "consentement", "boletin", "suscrito", "suscritoalboletin",
        "aceptamarketing", "consentimientoemail", "consentimiento", "iscrittonewsletter", "consensomarketing", "consensoemail", "consenso",
        "nieuwsbrief", "nieuwsbriefingeschreven", "emailtoestemming", "toestemming", "aceitamarketing", "consentimentoemail", "consentimento",
        "zgodamarketingowa", "zgodaemail", "zgoda", "status",
    ]),
    (Field::ConsentSms, &[
        "acceptssmsmarketing", "smsmarketingconsent", "smsconsent", "consentsms", "smssubscriberstatus", "smsoptin", "smsmarketing", "smssubscribed", "smsstatus",
        "smsmarketingstatus", "smssubscriptionstatus", "smspermission", "sms", "customsmsconsent", "textmarketing", "smseinwilligung",
        "consentementsms", "consentimientosms", "consensosms", "smstoestemming", "consentimentosms", "zgodasms",
    ]),
    (Field::ConsentPush, &[
        "pushconsent", "consentpush", "acceptspush", "acceptspushnotifications", "pushoptin", "pushnotifications", "pushsubscribed", "pushstatus",
        "mobilepushconsent", "webpushconsent", "push",
    ]),
    (Field::ConsentPersonalization, &[
        "consentpersonalization", "personalizationconsent", "personalisationconsent", "consentpersonalisation", "acceptspersonalization",
        "personalization", "personalisation", "personalizationoptin", "profiling", "profilingconsent", "personalisierung",
        "einwilligungpersonalisierung", "personnalisation", "consentementpersonnalisation", "personalizacion", "personalizzazione", "profilazione",
        "consensoprofilazione", "personalisatie", "personalizacao", "personalizacja",
    ]),
    (Field::ConsentAds, &[
        "consentads", "adsconsent", "adconsent", "advertisingconsent", "acceptsads", "adpersonalization", "adoptin", "adsoptin", "customaudiences",
        "retargeting", "retargetingconsent", "werbeanzeigen", "publicite", "publicidad", "pubblicita", "advertenties", "publicidade", "reklamy",
    ]),
    (Field::ConsentAt, &[
        "consentat", "consentedat", "consentdate", "consenttime", "consenttimestamp", "dateofconsent", "marketingconsentdate", "marketingconsentat",
        "emailconsentdate", "emailconsenttimestamp", "emailmarketingconsenttimestamp", "acceptsmarketingupdatedat", "customconsenttimestamp",
        "consentupdatedat", "einwilligungam", "einwilligungsdatum", "datedeconsentement", "fechadeconsentimiento", "datadelconsenso",
        "datumtoestemming", "datadoconsentimento", "datazgody",
    ]),
    (Field::SubscribedAt, &[
        "confirmtime", "confirmedat", "subscribersince", "confirmationdate", "doubleoptinat", "doubleoptindate", "timestampopt", "subscribedat", "subscribedon",
        "subscribeddate", "subscriptiondate", "datesubscribed", "newsletterdateadd", "optindate", "optinat", "newsletterseit", "abonniertam",
    ]),
    (Field::SubscribedAtToo, &["optintime", "optintimestamp", "optindatetime"]),
    (Field::UnsubscribedAt, &[
        "unsubtime", "unsubscribedat", "unsubscribedon", "unsubscribeddate", "unsubscribedate", "dateunsubscribed", "optoutdate", "optedoutat", "optoutat",
        "optouttime", "cleantime", "abgemeldetam", "datededesinscription", "fechadebaja", "datadisiscrizione",
    ]),
    (Field::PreferenceName, &["preference", "preferencename", "preferencekey", "question", "vorliebe", "preferencia", "preferenza", "voorkeur"]),
    (Field::PreferenceValue, &["preferencevalue", "value", "answer", "choice", "wert", "antwort", "valeur", "reponse", "valor", "respuesta", "valore", "risposta", "waarde", "antwoord"]),
];

/// Figures that the product computes from orders, which are newer than any export of them.
#[rustfmt::skip]
const FIGURES: &[&str] = &[
    "orders", "totalorders", "orderscount", "ordercount", "numberoforders", "nooforders", "ordersplaced", "paymentcount", "transactioncount", "purchases",
    "numberofpurchases", "totalspent", "totalspend", "amountspent", "lifetimespend", "lifetimespent", "spent", "spend", "totalsales", "totalrevenue",
    "moneyspent", "refundedvolume", "aov", "averageordervalue", "avgordervalue", "averagespend", "lastorder", "lastorderdate", "dateoflastorder",
    "firstorder", "firstorderdate", "lastpurchase", "lastpurchasedate", "firstpurchase", "firstpurchasedate", "lastorderon", "lastordername", "lastorderid",
    "bestellungen", "anzahlbestellungen", "umsatz", "gesamtumsatz", "letztebestellung", "durchschnittlicherbestellwert", "commandes", "nombredecommandes",
    "totaldepense", "dernierecommande", "pedidos", "numerodepedidos", "totalgastado", "ultimopedido", "ordini", "numeroordini", "totalespeso", "ultimoordine",
    "bestellingen", "aantalbestellingen", "totaalbesteed", "laatstebestelling", "totalgasto", "zamowienia", "liczbazamowien",
];

/// What nobody should keep, or what only another program understands.
#[rustfmt::skip]
const UNUSED: &[&str] = &[
    "password", "passwordhash", "passwort", "kennwort", "motdepasse", "contrasena", "wachtwoord", "senha", "haslo", "salt", "resettoken",
    "rptoken", "rptokencreatedat", "lastpasswordgen", "optinip", "confirmip", "ipopt", "ipsignup", "ipaddress", "ip", "gmtoff", "dstoff", "leid", "euid",
    "lastchanged", "updated", "updatedat", "uniqueemailid", "fivetransynced", "fivetrandeleted", "customobject", "customemail", "cardid", "defaultsource",
];

/// Names that a table of customers never has, since its rows are orders, products or events.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "orderid", "orderno", "ordernumber", "ordername", "invoiceno", "invoicenumber", "invoiceid", "invoicedate", "orderdate", "bestellnummer", "bestellnr",
    "auftragsnummer", "rechnungsnummer", "commande", "numerodecommande", "numerodepedido", "numeroordine", "ordernummer", "transactionid", "receiptno",
    "sku", "lineitemname", "productid", "itemid", "productname", "itemname", "quantity", "qty", "menge", "quantite", "cantidad", "quantita", "aantal",
    "unitprice", "price", "preis", "einzelpreis", "artikelnummer", "handle", "variantsku", "event", "eventname", "eventtype", "campaignid", "campaignname",
    "segmentid", "sessionid", "impressions", "clicks", "lineitemquantity", "financialstatus", "fulfillmentstatus", "ordertotal", "orderstatus",
    "carttotal", "pickupdate", "defaultfromemail", "permissionreminder",
];

/// Names that only a table of orders has.
#[rustfmt::skip]
const ORDERLY: &[&str] = &[
    "orderid", "orderno", "ordernumber", "ordername", "orderdate", "orderstatus", "ordertotal", "invoiceno", "invoicenumber", "invoicedate",
    "lineitemname", "lineitemquantity", "lineitemprice", "lineitemsku", "financialstatus", "fulfillmentstatus", "billingname", "billingemail",
    "shippingname", "customername", "buyername", "bestellnummer", "bestellnr", "bestelldatum", "auftragsnummer", "rechnungsnummer",
    "numerodecommande", "datedecommande", "numerodepedido", "fechadepedido", "numeroordine", "dataordine", "bestelnummer", "besteldatum",
];

/// Names that may as well say whether somebody is one (`member`: yes).
const BARE: &[&str] = &["member", "user", "buyer", "household"];

/// Words before a column's own name, of addresses and of programs.
#[rustfmt::skip]
const BEFORE: [&str; 13] = [
    "defaultaddress", "primaryaddress", "billingaddress", "shippingaddress", "address1", "customer", "billing", "contact", "default", "primary",
    "merge", "address", "kunden",
];

/// Words that begin the name of a stated preference.
#[rustfmt::skip]
const STATED: [&str; 12] = [
    "prefer", "favorite", "favourite", "bevorzugt", "lieblings", "praferenz", "favori", "preferi", "preferid", "voorkeur", "ulubion", "statedprefer",
];

/// Suggests a field for each column of a table of customers; no field twice but the free ones.
pub(crate) fn suggest(columns: &[Look<'_>], mark: u8) -> Vec<Suggestion> {
    let mut offers: Vec<(u32, Field, usize)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = plain(column.name);
        let shorter = BEFORE
            .iter()
            .find_map(|before| name.strip_prefix(before))
            .filter(|rest| !matches!(*rest, "" | "id" | "status" | "value"));
        for (field, names) in NAMES {
            let rank = |name: &str| names.iter().position(|n| *n == name);
            let score = match (rank(&name), shorter.and_then(rank)) {
                (Some(rank), _) => 1_000 - rank as u32,
                (None, Some(rank)) => 500 - rank as u32,
                (None, None) => continue,
            };
            let bare = *field == Field::Customer && BARE.contains(&name.as_str());
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
    if UNUSED.contains(&own.as_str()) || own.contains("password") {
        return Some((
            Field::Ignore,
            "it tells nothing about the customer".to_owned(),
        ));
    }
    if own.is_empty() || name.starts_with("Column ") {
        return None;
    }
    if STATED.iter().any(|word| shorter.starts_with(word)) {
        return Some((
            Field::Preference,
            "its name says that customers stated it".to_owned(),
        ));
    }
    Some((Field::Attribute, "kept under its own name".to_owned()))
}

/// Whether a column holds a figure of a customer (`total_spent`), by its normalised name.
pub(crate) fn is_figure(name: &str) -> bool {
    FIGURES.contains(&name)
}

/// Whether the rows of a table are no people, by the names of its columns.
pub(crate) fn is_about_others(columns: &[Look<'_>]) -> bool {
    columns
        .iter()
        .any(|column| OTHERS.contains(&normal(column.name).as_str()))
}

/// Whether the rows of a table are orders or their lines, by the names of its columns.
pub(crate) fn is_about_orders(columns: &[Look<'_>]) -> bool {
    columns
        .iter()
        .any(|column| ORDERLY.contains(&normal(column.name).as_str()))
}

/// Whether a table says anything of people beyond who belongs to what: a list of ids and no more is no customer file.
pub(crate) fn says_something(columns: &[Look<'_>], found: &[Suggestion]) -> bool {
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

fn filled<'a, 'v>(values: &'v [&'a [u8]]) -> impl Iterator<Item = &'a [u8]> + 'v {
    values
        .iter()
        .map(|v| guarded(v))
        .filter(|v| !words::is_nothing(v))
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
