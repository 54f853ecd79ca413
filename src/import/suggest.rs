//! Suggests what the columns of an unknown order table hold: by their names in several languages, and by the look
//! of their values.

use super::detection::Fit;
use super::event_words;
use super::field::Field;
use super::kind::Kind;
use super::number;
use super::place_tables;
use super::product_words;
use super::suggest_events;
use super::suggest_people;
use super::when;
use super::words;

/// Names of columns, best first; compared without accents, case, blanks and marks.
const NAMES: [(Field, &[&str]); 24] = [
    (
        Field::Order,
        &[
            "invoiceno",
            "invoice",
            "orderno",
            "ordernumber",
            "orderid",
            "order",
            "invoicenumber",
            "invoiceid",
            "ordername",
            "transactionid",
            "transaction",
            "receipt",
            "receiptno",
            "receiptnumber",
            "basketid",
            "saleid",
            "bestellnummer",
            "bestellnr",
            "bestellung",
            "auftragsnummer",
            "auftragsnr",
            "auftrag",
            "rechnungsnummer",
            "rechnungsnr",
            "rechnung",
            "belegnummer",
            "belegnr",
            "bonnummer",
            "numerodecommande",
            "nocommande",
            "commande",
            "facture",
            "numerofacture",
            "numerodepedido",
            "pedido",
            "numeropedido",
            "factura",
            "numeroordine",
            "numerodordine",
            "ordine",
            "fattura",
            "ordernummer",
            "factuurnummer",
            "zamowienie",
            "numerzamowienia",
        ],
    ),
    (
        Field::At,
        &[
            "invoicedate",
            "orderdate",
            "createdat",
            "ordercreatedat",
            "datecreated",
            "date",
            "datetime",
            "timestamp",
            "purchasedate",
            "saledate",
            "transactiondate",
            "orderplaced",
            "placedat",
            "orderedat",
            "purchasedat",
            "time",
            "orderpurchasetimestamp",
            "bestelldatum",
            "auftragsdatum",
            "rechnungsdatum",
            "datum",
            "belegdatum",
            "datedecommande",
            "datecommande",
            "fecha",
            "fechadepedido",
            "fechapedido",
            "dataordine",
            "data",
            "besteldatum",
            "orderdatum",
            "datadopedido",
            "datazamowienia",
        ],
    ),
    (
        Field::Clock,
        &[
            "timeofday",
            "ordertime",
            "uhrzeit",
            "zeit",
            "heure",
            "hora",
            "ora",
            "tijd",
        ],
    ),
    (
        Field::Sku,
        &[
            "stockcode",
            "sku",
            "lineitemsku",
            "productsku",
            "itemsku",
            "articleno",
            "articlenumber",
            "itemno",
            "itemnumber",
            "productcode",
            "itemcode",
            "artikelnummer",
            "artikelnr",
            "artnr",
            "article",
            "reference",
            "referencia",
            "codiceprodotto",
            "codice",
            "codigo",
            "productnumber",
            "upc",
            "ean",
            "gtin",
            "barcode",
        ],
    ),
    (
        Field::ProductId,
        &[
            "productid",
            "itemid",
            "variantid",
            "produktid",
            "idproduct",
            "idprodotto",
            "idproducto",
        ],
    ),
    (
        Field::Product,
        &[
            "description",
            "productname",
            "itemname",
            "lineitemname",
            "product",
            "item",
            "title",
            "producttitle",
            "productdescription",
            "itemdescription",
            "artikel",
            "artikelbezeichnung",
            "bezeichnung",
            "produkt",
            "produktname",
            "artikelname",
            "beschreibung",
            "produit",
            "nomduproduit",
            "designation",
            "libelle",
            "producto",
            "nombredelproducto",
            "descripcion",
            "prodotto",
            "nomeprodotto",
            "descrizione",
            "omschrijving",
            "produto",
            "name",
            "nazwa",
        ],
    ),
    (
        Field::Quantity,
        &[
            "quantity",
            "qty",
            "lineitemquantity",
            "quantityordered",
            "qtyordered",
            "orderedquantity",
            "units",
            "pieces",
            "unitssold",
            "itemquantity",
            "amountordered",
            "menge",
            "anzahl",
            "stuck",
            "stueck",
            "stk",
            "quantite",
            "qte",
            "cantidad",
            "quantita",
            "qta",
            "aantal",
            "quantidade",
            "ilosc",
            "count",
        ],
    ),
    (
        Field::Price,
        &[
            "unitprice",
            "price",
            "lineitemprice",
            "itemprice",
            "priceperunit",
            "sellingprice",
            "saleprice",
            "priceeach",
            "netprice",
            "grossprice",
            "einzelpreis",
            "stuckpreis",
            "stueckpreis",
            "preis",
            "verkaufspreis",
            "prixunitaire",
            "prix",
            "preciounitario",
            "precio",
            "prezzounitario",
            "prezzo",
            "stukprijs",
            "prijs",
            "precounitario",
            "preco",
            "cena",
        ],
    ),
    (
        Field::LineTotal,
        &[
            "linetotal",
            "total",
            "amount",
            "sales",
            "totalprice",
            "lineamount",
            "subtotal",
            "itemtotal",
            "revenue",
            "extendedprice",
            "value",
            "gesamtpreis",
            "gesamt",
            "betrag",
            "summe",
            "positionssumme",
            "montant",
            "totalttc",
            "totalligne",
            "importe",
            "totale",
            "importo",
            "bedrag",
            "totaal",
            "wartosc",
        ],
    ),
    (
        Field::LineDiscount,
        &[
            "linediscount",
            "lineitemdiscount",
            "discount",
            "itemdiscount",
            "rabatt",
            "remise",
            "descuento",
            "sconto",
            "korting",
        ],
    ),
    (
        Field::Customer,
        &[
            "customerid",
            "customerno",
            "customernumber",
            "clientid",
            "userid",
            "buyerid",
            "memberid",
            "customer",
            "client",
            "customercode",
            "accountid",
            "account",
            "householdid",
            "shopperid",
            "kundennummer",
            "kundennr",
            "kundenid",
            "kunde",
            "kdnr",
            "numeroclient",
            "idclient",
            "codeclient",
            "numerodecliente",
            "idcliente",
            "cliente",
            "codicecliente",
            "klantnummer",
            "klantid",
            "klant",
            "buyer",
            "user",
        ],
    ),
    (
        Field::Email,
        &[
            "email",
            "emailaddress",
            "customeremail",
            "mail",
            "contactemail",
            "billingemail",
            "emailadresse",
            "courriel",
            "adresseemail",
            "correo",
            "correoelectronico",
            "emailadres",
            "buyeremail",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "mobile",
            "customerphone",
            "billingphone",
            "telefon",
            "telefonnummer",
            "handy",
            "telefono",
            "telefoon",
        ],
    ),
    (
        Field::Name,
        &[
            "customername",
            "fullname",
            "billingname",
            "buyername",
            "clientname",
            "kundenname",
            "nomduclient",
            "nombredelcliente",
            "nomecliente",
            "klantnaam",
            "shipname",
            "shippingname",
        ],
    ),
    (
        Field::Country,
        &[
            "country",
            "billingcountry",
            "shippingcountry",
            "countrycode",
            "customercountry",
            "shipcountry",
            "land",
            "pays",
            "pais",
            "paese",
            "nazione",
            "kraj",
        ],
    ),
    (
        Field::Region,
        &[
            "state",
            "province",
            "region",
            "county",
            "customerstate",
            "bundesland",
            "provincia",
            "regione",
        ],
    ),
    (
        Field::City,
        &[
            "city",
            "town",
            "billingcity",
            "shippingcity",
            "customercity",
            "stadt",
            "ort",
            "ville",
            "ciudad",
            "citta",
            "plaats",
            "stad",
            "miasto",
        ],
    ),
    (
        Field::Street,
        &[
            "address",
            "street",
            "address1",
            "billingaddress",
            "strasse",
            "adresse",
            "direccion",
            "indirizzo",
            "straat",
            "adres",
        ],
    ),
    (
        Field::Zip,
        &[
            "zip",
            "zipcode",
            "postcode",
            "postalcode",
            "plz",
            "postleitzahl",
            "codepostal",
            "codigopostal",
            "cap",
        ],
    ),
    (
        Field::Currency,
        &[
            "currency",
            "currencycode",
            "wahrung",
            "waehrung",
            "devise",
            "moneda",
            "valuta",
            "moeda",
            "waluta",
        ],
    ),
    (
        Field::Status,
        &[
            "financialstatus",
            "paymentstatus",
            "orderstatus",
            "status",
            "zahlungsstatus",
            "bestellstatus",
            "statut",
            "estado",
            "stato",
        ],
    ),
    (
        Field::Code,
        &[
            "couponcode",
            "discountcode",
            "coupon",
            "promocode",
            "voucher",
            "gutschein",
            "gutscheincode",
            "codepromo",
            "cupon",
        ],
    ),
    (
        Field::Channel,
        &[
            "channel",
            "saleschannel",
            "source",
            "verkaufskanal",
            "kanal",
            "canal",
            "canale",
        ],
    ),
    (
        Field::Marketing,
        &[
            "acceptsmarketing",
            "acceptsemailmarketing",
            "newsletter",
            "optin",
            "emailoptin",
        ],
    ),
];

/// A column to be judged.
pub(crate) struct Look<'a> {
    /// Name in the header; empty if there is none.
    pub(crate) name: &'a str,
    /// The first values, in row order, empty ones included.
    pub(crate) values: Vec<&'a [u8]>,
}

/// A suggestion for a column: the field and why.
pub(crate) type Suggestion = Option<(Field, String)>;

/// Suggests a field for each column of a table of a kind; no field twice.
pub(crate) fn suggest(columns: &[Look<'_>], mark: u8, kind: Kind) -> Vec<Suggestion> {
    if kind == Kind::Customers {
        return suggest_people::suggest(columns, mark);
    }
    let mut offers: Vec<(u32, Field, usize, String)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = normal(column.name);
        let (first, second): (&[_], &[_]) = match kind {
            Kind::Products => (product_words::NAMES, &[]),
            _ => (&NAMES, suggest_events::NAMES),
        };
        for (field, names) in first.iter().chain(second) {
            if !field.kinds().contains(&kind) {
                continue;
            }
            let exact = names.iter().position(|n| *n == name);
            let score = match exact {
                Some(rank) => 1_000 - rank as u32,
                // Of the columns that may be several, only the plain names: others are attributes.
                None if !name.is_empty()
                    && !suggest_people::is_figure(&name)
                    && !field.is_free()
                    && names.iter().any(|n| n.len() >= 5 && name.contains(n)) =>
                {
                    300
                }
                None => continue,
            };
            if fits(*field, &column.values, mark) {
                offers.push((
                    score,
                    *field,
                    at,
                    format!("the name `{}` says so", column.name),
                ));
            }
        }
    }
    by_look(columns, mark, &mut offers);
    offers.retain(|(_, field, ..)| field.kinds().contains(&kind));
    offers.sort_by(|a, b| (b.0, a.2, a.1).cmp(&(a.0, b.2, b.1)));
    let mut found: Vec<Suggestion> = columns.iter().map(|_| None).collect();
    let mut taken: Vec<Field> = Vec::new();
    for (_, field, at, because) in offers {
        if found[at].is_none() && (!taken.contains(&field) || field.is_free()) {
            taken.push(field);
            found[at] = Some((field, because));
        }
    }
    if kind == Kind::Products {
        // Whatever else is said of a product can be asked for.
        for (place, column) in found.iter_mut().zip(columns) {
            let named = !column.name.is_empty() && !column.name.starts_with("Column ");
            if place.is_none() && named {
                *place = Some((Field::Attribute, "kept under its own name".to_owned()));
            }
        }
    }
    found
}

/// Offers from values alone, weaker than any name.
fn by_look(columns: &[Look<'_>], mark: u8, offers: &mut Vec<(u32, Field, usize, String)>) {
    for (at, column) in columns.iter().enumerate() {
        let values: Vec<&[u8]> = filled(&column.values).collect();
        let count = values.len();
        if count < 3 {
            continue;
        }
        let most = |test: &dyn Fn(&[u8]) -> bool| {
            values.iter().filter(|v| test(v)).count() * 10 >= count * 9
        };
        let mut offer = |score, field, why: &str| offers.push((score, field, at, why.to_owned()));
        if most(&|v| when::order_of(v).is_some()) {
            offer(60, Field::At, "its values are dates");
            continue;
        }
        if most(&|v| v.contains(&b'@') && v.contains(&b'.')) {
            offer(60, Field::Email, "its values are e-mail addresses");
            continue;
        }
        let whole = most(&|v| number::count(v, mark).is_some());
        let money = most(&|v| number::price(v, mark).is_some());
        let small = most(&|v| number::count(v, mark).is_some_and(|n| n.abs() < 1_000));
        // Names of columns decide between numbers; without a name the look must.
        let nameless = column.name.is_empty() || column.name.starts_with("Column ");
        if !nameless {
            continue;
        }
        let runs = values.windows(2).filter(|w| w[0] == w[1]).count();
        if money && !whole {
            offer(50, Field::Price, "its values are amounts");
        } else if whole && small {
            offer(50, Field::Quantity, "its values are small whole numbers");
        } else if runs * 3 >= count && most(&|v| !v.contains(&b' ') && v.len() <= 24) {
            offer(40, Field::Order, "its values repeat in neighbouring rows");
        } else if most(&|v| v.contains(&b' ')) {
            offer(30, Field::Product, "its values are names");
        } else if !whole && most(&|v| !v.contains(&b' ') && v.len() <= 24) {
            offer(20, Field::Sku, "its values are codes");
        }
    }
}

/// What a value of a field looks like; `None` where any text can be one.
fn look_of(field: Field) -> Option<fn(&[u8], u8) -> bool> {
    Some(match field {
        Field::At => |v, _| {
            when::order_of(v).is_some()
                || when::days_since_1900(v).is_some()
                || (v.len() >= 8 && v.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
        },
        Field::Quantity
        | Field::Price
        | Field::LineTotal
        | Field::LineDiscount
        | Field::CompareAt
        | Field::SalePrice
        | Field::Cost => |v, mark| number::price(v, mark).is_some(),
        Field::Stock => {
            |v, mark| number::price(v, mark).is_some() || v.iter().any(u8::is_ascii_alphabetic)
        }
        Field::Published | Field::State => {
            |v, _| super::goods::is_shown(&String::from_utf8_lossy(v)).is_some()
        }
        Field::Added => |v, _| when::order_of(v).is_some(),
        Field::Email => |v, _| v.contains(&b'@'),
        Field::Clock => |v, _| v.contains(&b':'),
        Field::Event => |v, _| event_words::meaning(&String::from_utf8_lossy(v)).is_some(),
        Field::Tier => |v, _| v.len() <= 12,
        Field::Sky => |v, _| place_tables::is_sky(&String::from_utf8_lossy(v)),
        Field::Temperature => {
            |v, mark| place_tables::celsius(&String::from_utf8_lossy(v), mark).is_some()
        }
        Field::Order => |v, _| v.len() <= 64 && when::order_of(v).is_none(),
        _ => return None,
    })
}

/// How many of the filled values look like a field, of how many.
fn share(test: fn(&[u8], u8) -> bool, values: &[&[u8]], mark: u8) -> (usize, usize) {
    filled(values).fold((0, 0), |(good, all), value| {
        (good + usize::from(test(value, mark)), all + 1)
    })
}

/// How well values look like each field that has a look of its own.
pub(crate) fn looks(values: &[&[u8]], mark: u8) -> Vec<Fit> {
    let known = Field::ALL.iter().filter_map(|f| Some((*f, look_of(*f)?)));
    known
        .map(|(field, test)| {
            let (good, all) = share(test, values, mark);
            Fit { field, good, all }
        })
        .collect()
}

/// Whether values can belong to a field at all; doubtful cells may be up to a fifth.
fn fits(field: Field, values: &[&[u8]], mark: u8) -> bool {
    let Some(test) = look_of(field) else {
        return true;
    };
    let (good, all) = share(test, values, mark);
    // Addresses are typed by people: a column of that name may hold many slips.
    let of = if field == Field::Email { 2 } else { 4 };
    // In a short table one slip is more than a fifth.
    good * 5 >= all * of || (good > 1 && good + 1 == all)
}

fn filled<'a, 'v>(values: &'v [&'a [u8]]) -> impl Iterator<Item = &'a [u8]> + 'v {
    values
        .iter()
        .map(|v| super::cells::guarded(v))
        .filter(|v| !words::is_nothing(v))
}

/// A column name without accents, case, blanks and marks.
pub(crate) fn normal(name: &str) -> String {
    deunicode::deunicode(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
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
        suggest(&looks, b'.', Kind::Orders)
            .into_iter()
            .map(|s| s.map(|(f, _)| f))
            .collect()
    }

    #[test]
    fn a_german_table_is_understood() {
        let table: [(&str, &[&str]); 7] = [
            ("Bestell-Nr.", &["1001", "1001"]),
            ("Datum", &["03.04.2026", "04.04.2026"]),
            ("Artikelnummer", &["A-1", "B-2"]),
            ("Artikelbezeichnung", &["Zelt Größe M", "Lampe"]),
            ("Menge", &["1", "2"]),
            ("Einzelpreis", &["12,00 €", "5,50 €"]),
            ("Kundennr.", &["77", ""]),
        ];
        assert_eq!(
            fields(&table),
            [
                Some(Field::Order),
                Some(Field::At),
                Some(Field::Sku),
                Some(Field::Product),
                Some(Field::Quantity),
                Some(Field::Price),
                Some(Field::Customer)
            ]
        );
    }

    #[test]
    fn a_name_is_not_enough_against_the_values() {
        let table: [(&str, &[&str]); 2] = [
            ("Date", &["soon", "later", "never"]),
            ("When", &["2026-11-20", "2026-11-21", "2026-11-22"]),
        ];
        assert_eq!(fields(&table), [None, Some(Field::At)]);
    }
}
