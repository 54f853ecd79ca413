//! Products and their variants as files state them.

use super::money::Price;
use super::text::fold;
use super::time::Moment;
use serde::{Deserialize, Serialize};

/// How a line or event names a product. At least one field is set.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct ProductRef {
    /// The platform's product or variant id.
    pub platform_id: Option<String>,
    /// Stock-keeping unit: names a variant.
    pub sku: Option<String>,
    /// The product's handle (URL part).
    pub handle: Option<String>,
    /// Its name, as on the line.
    pub name: Option<String>,
}

/// Whether a product is on sale in the shop.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Offered to shoppers.
    #[default]
    Published,
    /// Not offered.
    Hidden,
}

/// Texts longer than these are descriptions, no marks.
const LONGEST_MARK: usize = 40;

/// A label, or an attribute with its content, as one word to compare products by; `None` if it is too long for one or
/// its content has no letter or digit (a picture).
pub fn mark(name: &str, content: Option<&str>) -> Option<String> {
    let said = fold(content.unwrap_or(name));
    let told = said.chars().any(char::is_alphanumeric);
    let mark = match content {
        Some(_) => format!("{} {said}", fold(name)),
        None => said,
    };
    (told && mark.chars().count() <= LONGEST_MARK).then_some(mark)
}

/// What `kind` an identity of a product has in `product_identities`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductIdentityKind {
    /// Platform id.
    Platform,
    /// Handle.
    Handle,
    /// Folded SKU.
    Sku,
    /// Folded name.
    Name,
}

/// One variant of a product as a file states it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct VariantRecord {
    /// Platform id of the variant.
    pub platform_id: Option<String>,
    /// Stock-keeping unit.
    pub sku: Option<String>,
    /// `Green / M`; empty for a product without options.
    pub options: String,
    /// Selling price.
    pub price: Option<Price>,
    /// Former price, higher while on sale.
    pub compare_at: Option<Price>,
    /// What the shop pays for it.
    pub cost: Option<Price>,
    /// Pieces in stock; `None` = not tracked.
    pub stock: Option<i64>,
    /// Barcode (GTIN).
    pub barcode: Option<String>,
    /// A lower price for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale: Option<SalePrice>,
}

/// A lower price for a time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct SalePrice {
    /// Price while it lasts.
    pub price: Price,
    /// When it begins; `None` = it has begun.
    pub from: Option<Moment>,
    /// When it is over; `None` = open.
    pub until: Option<Moment>,
}

impl VariantRecord {
    /// Price and former price at a time: those of the sale while it lasts.
    pub fn prices_at(&self, at: Moment) -> (Option<Price>, Option<Price>) {
        match (self.sale, self.price) {
            (Some(sale), usual)
                if sale.from.is_none_or(|from| from <= at)
                    && sale.until.is_none_or(|until| at < until)
                    && usual.is_none_or(|usual| sale.price < usual) =>
            {
                (Some(sale.price), usual.or(self.compare_at))
            }
            (_, usual) => (usual, self.compare_at),
        }
    }
}

/// How order lines name a variant of a product, besides its article number: `Tent - Green / M`, `Tent - Green, M`.
pub fn names_of(title: &str, variant: &VariantRecord) -> impl Iterator<Item = String> {
    let options = variant.options.as_str();
    let said = !title.is_empty() && !options.is_empty();
    let slashed = said.then(|| format!("{title} - {options}"));
    let listed = (said && options.contains(" / "))
        .then(|| format!("{title} - {}", options.replace(" / ", ", ")));
    slashed.into_iter().chain(listed)
}

/// Whether a line sells a service instead of a product: postage, fees, vouchers, manual adjustments. Such lines
/// count in revenue and are never recommended. Judged by code and name, as real exports write them.
pub fn is_service(sku: Option<&str>, name: Option<&str>) -> bool {
    const CODES: [&str; 21] = [
        "POST",
        "POSTAGE",
        "DOT",
        "M",
        "D",
        "S",
        "B",
        "C2",
        "CRUK",
        "AMAZONFEE",
        "BANK CHARGES",
        "PADS",
        "SHIPPING",
        "SHIP",
        "FREIGHT",
        "DISCOUNT",
        "TIP",
        "GIFT CARD",
        "GIFTCARD",
        "ADJUST",
        "ADJUSTMENT",
    ];
    const NAMES: [&str; 24] = [
        "postage",
        "shipping",
        "shipping fee",
        "shipping costs",
        "delivery",
        "delivery charge",
        "dotcom postage",
        "next day carriage",
        "carriage",
        "bank charges",
        "manual",
        "discount",
        "samples",
        "amazon fee",
        "cruk commission",
        "adjust bad debt",
        "tip",
        "gift card",
        "gift wrap",
        "versand",
        "versandkosten",
        "custom amount",
        "custom sale",
        "order value without lines",
    ];
    let named = name.map(|n| {
        let name = super::text::fold(n);
        NAMES.contains(&name.as_str()) || name.starts_with("dotcomgiftshop gift voucher")
    });
    let code = sku.map(|s| s.trim().to_uppercase());
    if let Some(code) = code.as_deref()
        && (CODES.contains(&code) || code.starts_with("GIFT_0001") || code.starts_with("DCGSSLIP"))
        // A single letter may as well be a size: the name must not say otherwise.
        && (code.len() > 1 || named != Some(false))
    {
        return true;
    }
    named == Some(true)
}

#[cfg(test)]
mod tests {
    use super::is_service;

    #[test]
    fn service_codes_of_real_exports_are_told_from_products() {
        for code in [
            "POST",
            "DOT",
            "M",
            "m",
            "D",
            "S",
            "C2",
            "BANK CHARGES",
            "AMAZONFEE",
            "CRUK",
            "gift_0001_20",
        ] {
            assert!(is_service(Some(code), None), "{code}");
        }
        for code in ["85123A", "DCGS0069", "22423", "M123"] {
            assert!(
                !is_service(Some(code), Some("WHITE METAL LANTERN")),
                "{code}"
            );
        }
        assert!(is_service(Some("M"), Some("Manual")));
        assert!(!is_service(Some("M"), Some("Wool sock")));
    }
}
