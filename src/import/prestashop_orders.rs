//! PrestaShop's list of orders as it is exported: one row per order, its sum, without products.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;

/// PrestaShop's orders. It names buyers by initial and surname alone, which identifies nobody.
pub(crate) const PLATFORM: Platform = Platform {
    word: "prestashop-orders",
    title: "PrestaShop orders",
    found: "PrestaShop: Orders, Export (its SQL Manager can also tell e-mail addresses and products)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Reference|Référence|Referencia|Riferimento|Referenz|Referentie|Referência",
            "New|New client|New customer|Nouveau client|Nuevo cliente|Nuovo cliente|Neuer Kunde|Nieuwe klant|Novo cliente",
            "Customer|Client|Cliente|Kunde|Klant",
            "Total|Total paid|Total paid tax incl|Totale|Gesamt|Summe|Totaal",
            "Payment|Paiement|Pago|Pagamento|Zahlung|Betaling",
            "State|Status|osname|État|Estado|Stato",
            "Date|Date add|Fecha|Data|Datum",
        ],
        never: &["SKU", "Product", "Product name", "Item"],
        columns: &[
            (
                "Reference|Référence|Referencia|Riferimento|Referenz|Referentie|Referência",
                Field::Order,
            ),
            ("Date|Date add|Fecha|Data|Datum", Field::At),
            ("State|Status|osname|État|Estado|Stato", Field::Status),
            (
                "Total|Total paid|Total paid tax incl|Totale|Gesamt|Summe|Totaal",
                Field::LineTotal,
            ),
            ("Customer|Client|Cliente|Kunde|Klant", Field::Name),
            (
                "Delivery|Country|Country name|Livraison|Entrega|Envío|Consegna|Lieferung|Levering",
                Field::Country,
            ),
        ],
    }),
    taker,
};

/// Every row is an order.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
