//! PayPal's activity report: one row per movement of the account, of which only payments and their refunds are sales.

use super::cells::guarded;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::file_rows::MadeRow;
use super::habits::Habits;
use super::kind::Kind;
use super::number;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::problem::Problems;
use super::rows::Row;
use super::suggest::normal;
use super::table::Table;
use super::trap::Met;
use super::words;
use super::{Error, Sink};
use crate::model::order::OrderStatus;

/// PayPal's activity. Its payments are for orders that the shop system knows better: import one or the other.
pub(crate) const PLATFORM: Platform = Platform {
    word: "paypal-activity",
    title: "PayPal activity",
    found: "PayPal: Activity, Download, CSV (payments, not orders: leave it out if you import the orders of your shop system)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Date|Data|Datum|Fecha",
            "Time|Hora|Uhrzeit|Heure|Ora|Tijd",
            "TimeZone|Time Zone|Fuso horario|Zeitzone|Fuseau horaire|Zona horaria|Fuso orario|Tijdzone",
            "Type|Tipo|Typ",
            "Status|Estado|Etat|Stato",
            "Currency|Moeda|Wahrung|Devise|Divisa|Valuta",
            "Gross|Amount|Valor bruto|Brutto|Avant commission|Bruto|Lordo",
            "Net|Balance|Liquido|Netto|Net|Neto|Saldo|Guthaben|Solde",
        ],
        never: &["Order ID", "Product ID"],
        columns: &[
            (
                "Transaction ID|ID da transacao|Transaktionscode|Numero de transaction|Id. de transaccion|Codice transazione|Transactiereferentie",
                Field::Order,
            ),
            ("Date|Data|Datum|Fecha", Field::At),
            ("Time|Hora|Uhrzeit|Heure|Ora|Tijd", Field::Clock),
            (
                "TimeZone|Time Zone|Fuso horario|Zeitzone|Fuseau horaire|Zona horaria|Fuso orario|Tijdzone",
                Field::TimeZone,
            ),
            ("Type|Tipo|Typ", Field::RowKind),
            ("Status|Estado|Etat|Stato", Field::Status),
            (
                "Currency|Moeda|Wahrung|Devise|Divisa|Valuta",
                Field::Currency,
            ),
            (
                "Gross|Amount|Valor bruto|Brutto|Avant commission|Bruto|Lordo",
                Field::LineTotal,
            ),
            (
                "Reference Txn ID|ID txn. de referencia|Zugehoriger Transaktionscode|Numero de la transaction de reference|Id. de referencia de trans.|Codice transazione di riferimento",
                Field::Payment,
            ),
            (
                "From Email Address|Do e-mail|Absender E-Mail-Adresse|De l'adresse email|Correo electronico del remitente|Indirizzo email mittente",
                Field::Email,
            ),
            ("Name|Nome|Nom|Nombre|Naam", Field::Name),
            (
                "Item Title|Nome do produto|Artikelbezeichnung|Titre de l'objet|Titulo del articulo|Titolo oggetto",
                Field::Product,
            ),
            ("Item ID|ID do produto|Artikelnummer", Field::Sku),
            (
                "Shipping and Handling Amount|Valor do envio e manuseio",
                Field::Shipping,
            ),
            ("Sales Tax|Imposto sobre vendas", Field::Tax),
            ("Country", Field::Country),
            ("Contact Phone Number", Field::Phone),
        ],
    }),
    taker,
};

/// Every row that sells or gives money back is an order or a refund.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        nameless: true,
        month_first: true,
        ..Habits::default()
    };
    Box::new(Activity {
        table: Box::new(Table::new(reading, habits, checked)),
        row: MadeRow::default(),
    })
}

/// What a row of the account is to a shop.
enum Move {
    Sale,
    Refund,
    Other,
}

/// Hands the rows that matter to the table of orders, refunds as those of the payment that they give back.
struct Activity<'a> {
    table: Box<Table<'a>>,
    row: MadeRow,
}

impl Activity<'_> {
    fn cell<'r>(&self, row: &Row<'r>, field: Field) -> &'r [u8] {
        guarded(self.table.columns.cell(row, field))
    }

    fn move_of(&self, row: &Row<'_>) -> Move {
        let kind = normal(&String::from_utf8_lossy(self.cell(row, Field::RowKind)));
        let says = |words: &[&str]| words.iter().any(|word| kind.contains(word));
        let mark = self.table.money.mark;
        let sum = number::price(self.cell(row, Field::LineTotal), mark).map_or(0, |p| p.0);
        let back = says(&[
            "refund",
            "chargeback",
            "reembols",
            "devoluc",
            "ruckzahlung",
            "erstattung",
            "rembours",
            "rimbors",
            "terugbetal",
            "paymentreversal",
        ]);
        if back && sum < 0 {
            return Move::Refund;
        }
        let aside = says(&[
            "reversal",
            "hold",
            "deposit",
            "conversion",
            "withdraw",
            "transfer",
            "adjustment",
            "fee",
            "conversao",
            "umrechnung",
            "einbehalt",
            "bonus",
            "authorization",
        ]);
        let pays = says(&[
            "payment",
            "pagamento",
            "pago",
            "zahlung",
            "paiement",
            "betaling",
            "platnosc",
            "donation",
            "doac",
            "spende",
            "sale",
            "received",
            "checkout",
            "order",
        ]);
        if sum > 0 && pays && !aside && !back {
            Move::Sale
        } else {
            Move::Other
        }
    }
}

impl Activity<'_> {
    /// The sum without shipping and tax, if the row states any.
    fn goods(&self, row: &Row<'_>) -> Option<String> {
        let mark = self.table.money.mark;
        let read = |field| number::price(self.cell(row, field), mark).map_or(0, |p| p.0);
        let besides = read(Field::Shipping).max(0) + read(Field::Tax).max(0);
        let sum = read(Field::LineTotal);
        let goods = (besides > 0 && sum > besides).then_some(sum - besides)?;
        let (whole, part) = (goods / 10_000, goods % 10_000);
        Some(format!("{whole}{}{part:04}", char::from(mark)))
    }
}

impl Taker for Activity<'_> {
    fn problems(&mut self) -> &mut Problems {
        self.table.problems()
    }

    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str) {
        self.table.unusable(row, what, fix);
    }

    fn take(&mut self, row: &Row<'_>, sink: &mut Sink<'_>) -> Result<(), Error> {
        let what = self.move_of(row);
        // A row that a merchant corrects by hand says so itself.
        let corrected = words::is_refund(self.cell(row, Field::RowKind));
        if matches!(what, Move::Other) && !corrected && row.cells().any(|c| !c.is_empty()) {
            return self.table.pass_over(Met::NoTrade);
        }
        self.row.begin(row.line, row.len());
        for (column, cell) in row.cells().enumerate() {
            self.row.set(column, cell);
        }
        let at = |field: Field| self.table.columns.0[field as usize];
        let status = self.cell(row, Field::Status);
        let status = std::str::from_utf8(status).ok().and_then(words::status);
        if let (Some(column), Some(OrderStatus::Refunded | OrderStatus::PartiallyRefunded)) =
            (at(Field::Status), status)
        {
            // What was given back stands in rows of its own.
            self.row.set(column, b"Completed");
        }
        if let (Some(column), Some(goods)) = (at(Field::LineTotal), self.goods(row)) {
            self.row.set(column, goods.as_bytes());
        }
        let (order, kind) = (at(Field::Order), at(Field::RowKind));
        if let (Move::Refund, Some(kind)) = (what, kind) {
            let paid = self.cell(row, Field::Payment);
            let own = self.cell(row, Field::Order);
            if let (Some(order), Some(payment)) = (order, at(Field::Payment))
                && !paid.is_empty()
            {
                let (paid, own) = (paid.to_vec(), own.to_vec());
                self.row.set(order, &paid);
                self.row.set(payment, &own);
            }
            self.row.set(kind, b"refund");
        } else if let Some(kind) = kind {
            self.row.set(kind, b"payment");
        }
        self.table.take(&self.row.show_as(row.raw), sink)
    }

    fn finish(self: Box<Self>, sink: &mut Sink<'_>) -> Result<Option<Checked>, Error> {
        self.table.finish(sink)
    }
}
