//! A 128-bit fingerprint of what a statement says, the same in every run and on every machine. It tells equal content
//! from different content; it protects against nothing.

use crate::model::consent::Consent;
use crate::model::customer::{Identity, PersonFields};
use crate::model::product::ProductRef;
use crate::model::record::{
    AdjustmentRecord, CustomerRecord, EventRecord, LineRecord, OrderRecord, ProductRecord,
    RefundRecord,
};

/// A fingerprint as the store keeps it.
pub(crate) type Print = [u8; 16];

/// Collects what a fingerprint is made of.
pub(crate) struct Fingerprint(u64, u64);

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd6e8_feb8_6659_fd93;

/// The two halves of a full product, folded: every input bit reaches every output bit.
fn mixed(a: u64, b: u64) -> u64 {
    let full = u128::from(a) * u128::from(b);
    (full as u64) ^ ((full >> 64) as u64)
}

impl Fingerprint {
    pub(crate) fn new() -> Fingerprint {
        Fingerprint(FIRST, SECOND)
    }

    pub(crate) fn number(&mut self, n: i64) -> &mut Fingerprint {
        let n = n as u64;
        self.0 = mixed(self.0 ^ n, FIRST | 1).wrapping_add(SECOND);
        self.1 = mixed(self.1.rotate_left(23) ^ n, SECOND | 1).wrapping_add(FIRST);
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Fingerprint {
        self.number(text.len() as i64);
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.number(i64::from_le_bytes(word));
        }
        self
    }

    pub(crate) fn maybe(&mut self, text: Option<&str>) -> &mut Fingerprint {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    pub(crate) fn print(&self) -> Print {
        let mut print = [0; 16];
        print[..8].copy_from_slice(&mixed(self.0, self.1 | 1).to_be_bytes());
        print[8..].copy_from_slice(&mixed(self.1, self.0 | 1).to_be_bytes());
        print
    }

    fn who(&mut self, who: &[Identity]) {
        let mut who: Vec<&Identity> = who.iter().collect();
        who.sort();
        self.number(who.len() as i64);
        for identity in who {
            self.text(identity.kind.word()).text(&identity.value);
        }
    }

    fn person(&mut self, person: &PersonFields) {
        for field in [
            &person.name,
            &person.country,
            &person.region,
            &person.city,
            &person.address,
            &person.language,
        ] {
            self.maybe(field.as_deref());
        }
    }

    fn product(&mut self, product: &ProductRef) {
        for field in [
            &product.platform_id,
            &product.sku,
            &product.handle,
            &product.name,
        ] {
            self.maybe(field.as_deref());
        }
    }

    fn lines(&mut self, lines: &[LineRecord]) {
        self.number(lines.len() as i64);
        for line in lines {
            self.product(&line.product);
            self.number(line.quantity)
                .number(line.price.0)
                .number(line.discount.0)
                .number(line.total.0)
                .number(i64::from(line.service));
        }
    }

    fn consents(&mut self, consents: &[Consent]) {
        self.number(consents.len() as i64);
        for consent in consents {
            self.text(consent.purpose.word())
                .number(i64::from(consent.given))
                .number(consent.at.0);
        }
    }
}

/// All but line numbers: the same order in another file prints the same.
pub(crate) fn order(o: &OrderRecord) -> Print {
    let mut f = Fingerprint::new();
    f.text(&o.key).text(&o.number);
    f.number(o.at.0).number(o.state_at.0);
    f.who(&o.who);
    f.person(&o.person);
    f.text(o.status.word());
    f.maybe(o.currency.as_ref().map(|c| c.code()));
    f.lines(&o.lines);
    f.number(o.discount.0)
        .number(o.shipping.0)
        .number(o.tax.0)
        .number(o.refunded.0);
    f.maybe(o.channel.as_deref()).maybe(o.code.as_deref());
    f.consents(&o.consents);
    f.print()
}

pub(crate) fn refund(r: &RefundRecord) -> Print {
    let mut f = Fingerprint::new();
    f.text(&r.key)
        .maybe(r.order_key.as_deref())
        .number(r.at.0)
        .number(r.total.0);
    f.who(&r.who);
    f.person(&r.person);
    f.maybe(r.currency.as_ref().map(|c| c.code()));
    f.lines(&r.lines);
    f.print()
}

pub(crate) fn adjustment(a: &AdjustmentRecord) -> Print {
    let mut f = Fingerprint::new();
    f.text(&a.key).number(a.at.0);
    f.who(&a.who);
    f.product(&a.product);
    f.number(a.quantity).number(a.price.0).number(a.total.0);
    f.print()
}

pub(crate) fn event(e: &EventRecord) -> Print {
    let mut f = Fingerprint::new();
    f.text(&e.id).number(e.kind.code()).number(e.at.0);
    f.who(&e.who);
    for field in [
        &e.session,
        &e.channel,
        &e.device,
        &e.page,
        &e.placement,
        &e.strategy,
        &e.variant,
        &e.decision,
        &e.impression,
        &e.query,
        &e.campaign,
    ] {
        f.maybe(field.as_deref());
    }
    f.number(e.items.len() as i64);
    for item in &e.items {
        f.product(item);
    }
    for chance in &e.propensity {
        f.number(chance.to_bits() as i64);
    }
    if let Some(item) = &e.item {
        f.product(item);
    }
    f.number(e.slot.map_or(-1, i64::from))
        .number(e.quantity.unwrap_or(-1));
    if let Some(o) = &e.order {
        f.text(&o.key);
    }
    for (name, content) in &e.attributes {
        f.text(name).text(content);
    }
    f.print()
}

/// By its JSON without the line number; people and products are few beside lines and events.
pub(crate) fn customer(c: &CustomerRecord) -> Print {
    json(&CustomerRecord {
        line: 0,
        ..c.clone()
    })
}

pub(crate) fn product(p: &ProductRecord) -> Print {
    json(&ProductRecord {
        line: 0,
        ..p.clone()
    })
}

fn json(value: &impl serde::Serialize) -> Print {
    let mut f = Fingerprint::new();
    f.text(&serde_json::to_string(value).unwrap_or_default());
    f.print()
}
